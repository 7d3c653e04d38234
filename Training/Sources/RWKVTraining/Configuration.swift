// The sizes of an RWKV-7 model.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The sizes of an RWKV-7 model (Peng et al. 2025).
public struct Configuration: Hashable, Sendable, Codable {
  /// V
  public let vocabularySize: Int
  /// L
  public let layerCount: Int
  /// C
  public let width: Int
  /// N
  public let headSize: Int
  /// Ranks of the low-rank maps that make decay, in-context learning rate, value residual, gate.
  public let decayRank, learningRateRank, valueRank, gateRank: Int

  /// H
  public var headCount: Int { width / headSize }

  /// The official ranks for the width (RWKV-LM, `train_temp`).
  /// - Precondition: `width` is a multiple of `headSize`.
  public init(vocabularySize: Int, layerCount: Int, width: Int, headSize: Int = 64) {
    precondition(vocabularySize > 0 && layerCount > 0 && width > 0 && headSize > 0)
    precondition(width % headSize == 0, "width \(width) is no multiple of head size \(headSize)")
    self.vocabularySize = vocabularySize
    self.layerCount = layerCount
    self.width = width
    self.headSize = headSize
    func rank(_ factor: Double) -> Int {
      let multiple = (factor * Double(width).squareRoot() / 32).rounded(.toNearestOrEven)
      return max(32, Int(multiple) * 32)
    }
    decayRank = rank(2.5)
    learningRateRank = rank(2.5)
    valueRank = rank(1.7)
    gateRank = rank(5)
  }

  /// Names and shapes of all parameters, as official checkpoints have them.
  public var parameterShapes: [(name: String, shape: [Int])] {
    let C = width
    var shapes: [(String, [Int])] = [("emb.weight", [vocabularySize, C])]
    for layer in 0..<layerCount {
      let block = "blocks.\(layer)."
      let norms = layer == 0 ? ["ln0", "ln1", "ln2"] : ["ln1", "ln2"]
      for norm in norms {
        shapes += [("\(block)\(norm).weight", [C]), ("\(block)\(norm).bias", [C])]
      }
      let att = block + "att."
      for mix in ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g"] {
        shapes.append((att + mix, [1, 1, C]))
      }
      var maps = [("w", decayRank), ("a", learningRateRank)]
      if layer > 0 { maps.append(("v", valueRank)) }
      for (map, rank) in maps {
        shapes += [
          ("\(att)\(map)0", [1, 1, C]), ("\(att)\(map)1", [C, rank]), ("\(att)\(map)2", [rank, C]),
        ]
      }
      shapes += [(att + "g1", [C, gateRank]), (att + "g2", [gateRank, C])]
      shapes += [(att + "k_k", [1, 1, C]), (att + "k_a", [1, 1, C])]
      shapes.append((att + "r_k", [headCount, headSize]))
      for matrix in ["receptance", "key", "value", "output"] {
        shapes.append(("\(att)\(matrix).weight", [C, C]))
      }
      shapes += [(att + "ln_x.weight", [C]), (att + "ln_x.bias", [C])]
      shapes.append((block + "ffn.x_k", [1, 1, C]))
      shapes += [
        (block + "ffn.key.weight", [4 * C, C]), (block + "ffn.value.weight", [C, 4 * C]),
      ]
    }
    shapes += [("ln_out.weight", [C]), ("ln_out.bias", [C]), ("head.weight", [vocabularySize, C])]
    return shapes
  }

  public var parameterCount: Int {
    parameterShapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// Floating-point operations of forward and backward for one token: six for each weight of a
  /// matrix product, and the recurrence (ten a state element forward, about thirty with backward).
  public var operationsPerToken: Double {
    let matrices = parameterShapes.filter { $0.shape.count == 2 && $0.name != "emb.weight" }
    let weights = matrices.reduce(0) { $0 + $1.shape[0] * $1.shape[1] }
    return 6 * Double(weights) + 30 * Double(layerCount * width * headSize)
  }
}
