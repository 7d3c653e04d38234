// A checkpoint that is no whole RWKV-7 model is refused, with the name of the tensor.

import Checkpoint
import Foundation
import TestSupport
import Testing

@testable import RWKV

private func error(_ tensors: [NamedTensor]) -> ModelError? {
  do {
    _ = try model(tensors)
    return nil
  } catch {
    return error as? ModelError
  }
}

private func renamed(_ tensors: [NamedTensor], _ name: (String) -> String?) -> [NamedTensor] {
  tensors.compactMap { tensor in
    name(tensor.name).map {
      NamedTensor(
        name: $0, elementType: tensor.elementType, shape: tensor.shape, bytes: tensor.bytes)
    }
  }
}

private func reshaped(_ tensor: NamedTensor, _ shape: [Int]) -> NamedTensor {
  let count = shape.reduce(1, *)
  return NamedTensor(
    name: tensor.name, shape: shape, floats: [Float](repeating: 0.5, count: count))
}

/// As small as a model can be, since these tests make many.
private func small(_ generation: Generation) -> [NamedTensor] {
  randomTensors(
    Sizes(
      generation: generation, layers: 2, heads: 1, headSize: 16, vocabulary: 3,
      ranks: (2, 2, 2, 2)))
}

private let tensors = small(.seven)

private let firstLayerIgnores = ["v0", "v1", "v2"].map { "blocks.0.att.\($0)" }

@Test(arguments: Generation.allCases)
func everyTensorIsNeeded(generation: Generation) {
  let tensors = small(generation)
  for name in tensors.map(\.name) where !firstLayerIgnores.contains(name) {
    let error = error(tensors.filter { $0.name != name })
    if name == "blocks.0.att.r_k" || name.hasSuffix("att.r_k") || name == "emb.weight" {
      #expect(error != nil, "\(name)")
    } else if case .missing(let tensor, _) = error {
      #expect(tensor == name)
    } else {
      Issue.record("\(name): \(String(describing: error))")
    }
  }
}

@Test func theFirstLayersValueMixIsNotNeeded() {
  #expect(error(tensors.filter { !firstLayerIgnores.contains($0.name) }) == nil)
}

@Test(arguments: Generation.allCases)
func everyShapeIsChecked(generation: Generation) {
  let tensors = small(generation)
  for (index, tensor) in tensors.enumerated() where !firstLayerIgnores.contains(tensor.name) {
    for axis in tensor.shape.indices {
      var shape = tensor.shape
      shape[axis] += 1
      var changed = tensors
      changed[index] = reshaped(tensor, shape)
      #expect(error(changed) != nil, "\(tensor.name) \(shape)")
    }
  }
}

@Test(arguments: Generation.allCases)
func emptyTensorsAreRefused(generation: Generation) {
  let tensors = small(generation)
  for (index, tensor) in tensors.enumerated() where !firstLayerIgnores.contains(tensor.name) {
    for shape in [[0], [], [0, 0], tensor.shape.map { _ in 0 }] {
      var changed = tensors
      changed[index] = reshaped(tensor, shape)
      #expect(error(changed) != nil, "\(tensor.name) \(shape)")
    }
  }
}

@Test func aVectorMayHaveLostItsDimensionsOfOne() throws {
  let tensors = randomTensors()
  let squeezed = tensors.map { tensor in
    NamedTensor(
      name: tensor.name, elementType: tensor.elementType,
      shape: tensor.shape.first == 1 ? tensor.shape.filter { $0 != 1 } : tensor.shape,
      bytes: tensor.bytes)
  }
  let (one, two) = (try model(tensors), try model(squeezed))
  var (first, second) = (one.makeState(), two.makeState())
  #expect(bits(one.prefill([1, 2], state: &first)) == bits(two.prefill([1, 2], state: &second)))
}

@Test func aTensorWithoutAPlaceIsRefused() throws {
  let extra = NamedTensor(name: "blocks.1.att.rosa", shape: [1], floats: [0])
  guard case .unexpected(let tensor, _) = error(tensors + [extra]) else {
    Issue.record("accepted")
    return
  }
  #expect(tensor == "blocks.1.att.rosa")
}

@Test func aLayerThatIsMissingIsNoticed() {
  let tensors = randomTensors().filter { !$0.name.hasPrefix("blocks.1.") }
  guard case .missing(let tensor, _) = error(tensors) else {
    Issue.record("accepted")
    return
  }
  #expect(tensor.hasPrefix("blocks.1."))
}

@Test func absurdLayerNumbersAreRefusedQuickly() {
  for number in ["999999999999", "-5", "\(Int.max)", "99999999999999999999999"] {
    let extra = NamedTensor(name: "blocks.\(number).ln1.weight", shape: [1], floats: [0])
    #expect(error(tensors + [extra]) != nil)
  }
}

@Test func otherKindsAreNamed() throws {
  var five = randomTensors(Sizes(generation: .five))
  let index = try #require(five.firstIndex { $0.name == "blocks.0.att.time_decay" })
  five[index] = reshaped(five[index], [2, 1])
  #expect(error(five)?.description.contains("RWKV-5.0") == true)
  let old = renamed(tensors) { $0.hasPrefix("blocks.0.att.r_k") ? "blocks.0.att.time_decay" : nil }
  #expect(error(old)?.description.contains("RWKV-4") == true)
  let foreign = renamed(tensors) { $0 == "head.weight" ? "lm_head.weight" : nil }
  #expect(error(foreign)?.description.contains("Hugging Face") == true)
  #expect(error([])?.description.contains("without tensors") == true)
}

@Test func numbersOfAForeignFormatAreRefused() throws {
  var tensors = tensors
  let index = try #require(tensors.firstIndex { $0.name == "blocks.1.att.key.weight" })
  let shape = tensors[index].shape
  let bytes = Data(count: shape.reduce(8, *))
  tensors[index] = NamedTensor(
    name: tensors[index].name, elementType: .float64, shape: shape, bytes: bytes)
  guard case .checkpoint(let error) = error(tensors) else {
    Issue.record("accepted")
    return
  }
  #expect(error.tensor == "blocks.1.att.key.weight")
}

@Test(.enabled(if: Shared.hasModels, "\(Shared.noModels)"))
func recordedModelsOfOtherKindsAreRefused() throws {
  for name in ["rand5-logits-pip-fp32", "rand7-grads-hf-fp64", "wkv7-random"] {
    let file = try SafeTensors(
      contentsOf: Shared.models.appendingPathComponent("\(name).safetensors"))
    #expect(throws: ModelError.self, "\(name)") { try Model(file) }
  }
  for name in ["rand7.pth", "tiny-rwkv-7v0-834K-FP32.bin"] {
    #expect(throws: CheckpointError.self, "\(name)") {
      try SafeTensors(contentsOf: Shared.models.appendingPathComponent(name))
    }
  }
}
