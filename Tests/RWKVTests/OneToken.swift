// One token's pass through RWKV-7 in plain loops: read this before the engine.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint
import Foundation

/// RWKV-7 (Peng et al. 2025), one token after the other, without kernels, threads or tricks.
///
/// C width, H heads of N channels, V tokens of the vocabulary. Weights have their official names.
/// The engine does the same for many tokens at once: `TimeMixing7`, `ChannelMixing`, `Pass`.
struct OneToken {
  let weights: [String: (shape: [Int], values: [Float])]
  /// What each layer remembers: the last inputs of its two mixings (C), and a matrix (N,N) a head,
  /// rows by value and columns by key.
  var last: [(att: [Float], ffn: [Float])]
  var S: [[[[Float]]]]
  let L, C, H, N: Int

  init(_ file: SafeTensors) throws {
    var weights: [String: (shape: [Int], values: [Float])] = [:]
    for name in file.names { weights[name] = (try file.shape(of: name), try file.floats(name)) }
    self.weights = weights
    let (L, C) = (
      weights.keys.count { $0.hasSuffix("ln1.weight") }, weights["emb.weight"]!.shape[1]
    )
    let heads = weights["blocks.0.att.r_k"]!.shape
    (self.L, self.C, H, N) = (L, C, heads[0], heads[1])
    let zeros = [Float](repeating: 0, count: C)
    let matrix = [[Float]](repeating: [Float](repeating: 0, count: heads[1]), count: heads[1])
    last = [(att: [Float], ffn: [Float])](repeating: (zeros, zeros), count: L)
    S = [[[[Float]]]](repeating: [[[Float]]](repeating: matrix, count: heads[0]), count: L)
  }

  /// The logits (V) after one more token.
  mutating func callAsFunction(_ token: Int) -> [Float] {
    var x = Array(self["emb.weight"][token * C..<(token + 1) * C])
    x = layerNorm(x, "blocks.0.ln0")
    var firstValue: [Float]?
    for layer in 0..<L {
      let block = "blocks.\(layer)"
      x = x + timeMixing(layerNorm(x, "\(block).ln1"), layer, &firstValue)
      x = x + channelMixing(layerNorm(x, "\(block).ln2"), layer)
    }
    return product("head.weight", layerNorm(x, "ln_out"))
  }

  private mutating func timeMixing(
    _ x: [Float], _ layer: Int, _ firstValue: inout [Float]?
  ) -> [Float] {
    let att = "blocks.\(layer).att."
    let previous = last[layer].att
    last[layer].att = x
    // The token shift: each input goes a part of the way to the token before.
    func shifted(_ name: String) -> [Float] { x + (previous - x) * self[att + name] }
    // C -> rank -> C; the file has these matrices as (inputs, outputs).
    func lowRank(_ x: [Float], _ map: String, _ f: (Float) -> Float = { $0 }) -> [Float] {
      thin(att + map + "2", thin(att + map + "1", x).map(f))
    }
    let r = product(att + "receptance.weight", shifted("x_r"))
    let k0 = product(att + "key.weight", shifted("x_k"))
    var v = product(att + "value.weight", shifted("x_v"))
    let w = (self[att + "w0"] + lowRank(shifted("x_w"), "w", tanh)).map {
      exp(-exp(-0.5) * sigmoid($0))
    }
    let a = (self[att + "a0"] + lowRank(shifted("x_a"), "a")).map(sigmoid)
    let g = lowRank(shifted("x_g"), "g", sigmoid)
    if let first = firstValue {
      v = v + (first - v) * (self[att + "v0"] + lowRank(shifted("x_v"), "v")).map(sigmoid)
    }
    firstValue = firstValue ?? v

    // Prepare: kk has length one in each head; the state loses along -kk and gains along kk a.
    var kk = k0 * self[att + "k_k"]
    for h in 0..<H {
      let head = h * N..<(h + 1) * N
      let norm = max(kk[head].reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
      for n in head { kk[n] /= norm }
    }
    let b = kk * a
    let k = k0 * (a.map { $0 - 1 } * self[att + "k_a"]).map { 1 + $0 }

    // The recurrence: S <- S diag(w) + (S (-kk)) b' + v k', then y = S r.
    var y = [Float](repeating: 0, count: C)
    for h in 0..<H {
      for i in 0..<N {
        var (lost, read) = (Float(0), Float(0))
        for j in 0..<N { lost -= S[layer][h][i][j] * kk[h * N + j] }
        for j in 0..<N {
          let n = h * N + j
          S[layer][h][i][j] = S[layer][h][i][j] * w[n] + lost * b[n] + v[h * N + i] * k[n]
          read += S[layer][h][i][j] * r[n]
        }
        y[h * N + i] = read
      }
    }

    // Finish: normalize each head, add what the token says of itself, and gate.
    y = normalized(y, "\(att)ln_x", groups: H, epsilon: 64e-5)
    let own = r * k * self[att + "r_k"]
    for n in 0..<C { y[n] += own[n / N * N..<(n / N + 1) * N].reduce(0, +) * v[n] }
    return product(att + "output.weight", y * g)
  }

  private mutating func channelMixing(_ x: [Float], _ layer: Int) -> [Float] {
    let ffn = "blocks.\(layer).ffn."
    let k = product(ffn + "key.weight", x + (last[layer].ffn - x) * self[ffn + "x_k"])
    last[layer].ffn = x
    return product(ffn + "value.weight", k.map { max($0, 0) * max($0, 0) })
  }
}

// MARK: - Arithmetic

extension OneToken {
  private subscript(name: String) -> [Float] { weights[name]!.values }

  private func layerNorm(_ x: [Float], _ name: String) -> [Float] {
    normalized(x, name, groups: 1, epsilon: 1e-5)
  }

  /// Each of the groups with mean 0 and variance 1, then times weight plus bias.
  private func normalized(
    _ x: [Float], _ name: String, groups: Int, epsilon: Float
  ) -> [Float] {
    let size = x.count / groups
    let unit = (0..<groups).flatMap { group -> [Float] in
      let part = x[group * size..<(group + 1) * size]
      let mean = part.reduce(0, +) / Float(size)
      let variance = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(size)
      return part.map { ($0 - mean) / (variance + epsilon).squareRoot() }
    }
    return unit * self[name + ".weight"] + self[name + ".bias"]
  }

  /// W x, W (outputs, inputs).
  private func product(_ name: String, _ x: [Float]) -> [Float] {
    let (shape, W) = weights[name]!
    return (0..<shape[0]).map { row in
      (0..<shape[1]).reduce(0) { $0 + W[row * shape[1] + $1] * x[$1] }
    }
  }

  /// W' x, W (inputs, outputs).
  private func thin(_ name: String, _ x: [Float]) -> [Float] {
    let (shape, W) = weights[name]!
    return (0..<shape[1]).map { column in
      (0..<shape[0]).reduce(0) { $0 + W[$1 * shape[1] + column] * x[$1] }
    }
  }
}

private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
private func + (a: [Float], b: [Float]) -> [Float] { zip(a, b).map { $0 + $1 } }
private func - (a: [Float], b: [Float]) -> [Float] { zip(a, b).map { $0 - $1 } }
private func * (a: [Float], b: [Float]) -> [Float] { zip(a, b).map { $0 * $1 } }
