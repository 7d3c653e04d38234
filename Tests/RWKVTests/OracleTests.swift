// The model gives the logits that the official implementation gives.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels
import Checkpoint
import Foundation
import TestSupport
import Testing

@testable import RWKV

/// The same sequence in every way the model can read it.
private func everyWay(_ model: Model, _ tokens: [Int]) throws -> [[Float]] {
  var (whole, cut, single) = (model.makeState(), model.makeState(), [model.makeState()])
  var parts: [Float] = []
  for start in stride(from: 0, to: tokens.count, by: 37) {
    cut = try model.makeState(cut.values)
    let part = Array(tokens[start..<min(start + 37, tokens.count)])
    parts += model.prefillAllLogits(part, state: &cut)
  }
  return [
    model.prefillAllLogits(tokens, state: &whole),
    parts,
    tokens.flatMap { model.step([$0], states: &single) },
  ]
}

private func recordedTokens(_ recorded: SafeTensors) throws -> [Int] {
  guard try recorded.elementType(of: "tokens") == .int32 else {
    return try recorded.floats("tokens").map { Int($0) }
  }
  return try recorded.bytes(of: "tokens").withUnsafeBytes { bytes in
    stride(from: 0, to: bytes.count, by: 4).map {
      Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self)))
    }
  }
}

private func check(_ model: Model, _ recorded: SafeTensors, tolerance: Double) throws {
  let tokens = try recordedTokens(recorded)
  let expected = try recorded.floats("logits")
  for logits in try everyWay(model, tokens) {
    #expect(difference(logits, expected) < tolerance)
  }
}

@Test(
  .enabled(if: Shared.hasModels, "\(Shared.noModels)"),
  arguments: zip(["rand5", "rand6", "rand7"], Generation.allCases))
func theRecordedModelGivesTheRecordedLogitsAtEveryLevel(
  name: String, generation: Generation
) throws {
  let file = try SafeTensors(
    contentsOf: Shared.models.appendingPathComponent("\(name).safetensors"))
  let recorded = try SafeTensors(
    contentsOf: Shared.models.appendingPathComponent("\(name)-logits-pip-fp32.safetensors"))
  var model = try Model(file, threads: 2)
  #expect(model.configuration.generation == generation)
  for level in [KERNELS_PLAIN, KERNELS_NEON, KERNELS_AVX2, KERNELS_AVX512, KERNELS_AVX512_BF16] {
    guard let kernels = Kernels(level) else { continue }
    model.kernels = kernels
    try check(model, recorded, tolerance: 2e-5)
  }
  // Rounding the factors changes the logits, but no more than rounding can.
  let rounded = try Model(file, precision: .bfloat16, threads: 2)
  try check(rounded, recorded, tolerance: 0.4)
}

/// The logits of the plain twin, one token after the other.
private func plainLogits(_ file: SafeTensors, _ tokens: [Int]) throws -> [Float] {
  var plain = try OneToken(file)
  return tokens.flatMap { plain($0) }
}

@Test(.enabled(if: Shared.hasModels, "\(Shared.noModels)"))
func thePlainTwinGivesTheRecordedLogits() throws {
  let file = try SafeTensors(contentsOf: Shared.models.appendingPathComponent("rand7.safetensors"))
  let recorded = try SafeTensors(
    contentsOf: Shared.models.appendingPathComponent("rand7-logits-pip-fp32.safetensors"))
  let expected = try recorded.floats("logits")
  let tokens = Array(try recordedTokens(recorded).prefix(24))
  let logits = try plainLogits(file, tokens)
  #expect(difference(logits, Array(expected[..<logits.count])) < 2e-5)
}

@Test func theEngineGivesTheLogitsOfThePlainTwin() throws {
  for sizes in [Sizes(), Sizes(layers: 2, heads: 3, vocabulary: 11, ranks: (3, 16, 7, 5))] {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try SafeTensors.write(randomTensors(sizes, seed: 3), metadata: [:], to: url)
      let file = try SafeTensors(contentsOf: url)
      let engine = try Model(file, precision: .float32, threads: 2)
      let tokens = randomTokens(40, of: sizes.vocabulary)
      let expected = try plainLogits(file, tokens)
      for logits in try everyWay(engine, tokens) {
        #expect(difference(logits, expected) < 2e-5)
      }
    }
  }
}

/// A new model each time, so that no number here is tuned to one.
@Test(
  .enabled(if: Python.isHere, "\(Python.absence)"),
  arguments: Generation.allCases)
func aFreshModelGivesTheLogitsOfTheOfficialPackage(generation: Generation) throws {
  let seed = UInt32.random(in: 0...UInt32.max)
  try inTemporaryFolder { folder in
    _ = try Python.run("rwkv_logits.py", [folder.path, "\(seed)", generation.rawValue])
    for type in ["f32", "bf16"] {
      let file = try SafeTensors(
        contentsOf: folder.appendingPathComponent("model-\(type).safetensors"))
      #expect(file.metadata == ["seed": "\(seed)"])
      let recorded = try SafeTensors(
        contentsOf: folder.appendingPathComponent("logits-\(type).safetensors"))
      // Some random models make more of a rounding than others: the package's two ways to the same
      // logits tell.
      let rounding = difference(try recorded.floats("at_once"), try recorded.floats("logits"))
      let exact = try Model(file, precision: .float32, threads: 2)
      try check(exact, recorded, tolerance: max(2e-5, 4 * rounding))
      #expect(rounding < 1e-3, "seed \(seed)")
    }
  }
}

/// The operator alone, also where all keys are alike.
@Test(
  .enabled(if: Shared.hasModels, "\(Shared.noModels)"),
  arguments: ["random", "worst", "fastdecay"])
func theRecurrenceGivesTheRecordedOutputs(name: String) throws {
  let file = try SafeTensors(
    contentsOf: Shared.models.appendingPathComponent("wkv7-\(name).safetensors"))
  let shape = try file.shape(of: "r")
  let (B, T, H, N) = (shape[0], shape[1], shape[2], shape[3])
  let (r, k, v) = (try file.floats("r"), try file.floats("k"), try file.floats("v"))
  let (a, b) = (try file.floats("a"), try file.floats("b"))
  let w = try file.floats("lw").map { Foundation.exp($0) }
  let (S0, S1) = (try file.floats("S0"), try file.floats("S"))
  var y = [Float](repeating: 0, count: r.count)
  for index in 0..<B * H {
    var S = transposed(S0[index * N * N..<(index + 1) * N * N], N)
    let first = index / H * T * H * N + index % H * N
    func rest(_ values: [Float]) -> [Float] { Array(values[first...]) }
    y.withUnsafeMutableBufferPointer { y in
      Kernels.best.table.wkv7(
        y.baseAddress! + first, &S, rest(r), rest(w), rest(k), rest(v), rest(a), rest(b), T, H * N,
        N)
    }
    let expected = Array(S1[index * N * N..<(index + 1) * N * N])
    #expect(difference(transposed(S[...], N), expected) < 1e-5)
  }
  #expect(difference(y, try file.floats("y")) < 1e-5)
}

private func transposed(_ S: ArraySlice<Float>, _ N: Int) -> [Float] {
  (0..<N * N).map { S[S.startIndex + $0 % N * N + $0 / N] }
}
