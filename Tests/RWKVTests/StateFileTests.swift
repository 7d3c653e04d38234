// A state on disk goes on where it was, with its own model and no other.

import Checkpoint
import Foundation
import Random
import TestSupport
import Testing

@testable import RWKV

private func error(_ body: () throws -> Void) -> StateFileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? StateFileError
  }
}

@Test(arguments: Generation.allCases)
func aStateOnDiskGoesOnWhereItWas(generation: Generation) throws {
  let model = try model(randomTensors(Sizes(generation: generation)))
  var state = model.makeState()
  _ = model.prefill(randomTokens(20, of: 37), state: &state)
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("state.safetensors")
    try model.write(state, to: url)
    let restored = try model.readState(url)
    #expect(bits(restored.values) == bits(state.values))
    try model.write(state, to: url, isCompact: true)
    let rounded = try model.readState(url)
    let expected = state.values.map { float(bfloat16Bits: bfloat16Bits($0)) }
    #expect(bits(rounded.values) == bits(expected))
  }
}

@Test func aStateOfOtherWeightsIsRefused() throws {
  let tensors = randomTensors()
  let model = try model(tensors)
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("state.safetensors")
    try model.write(model.makeState(), to: url)
    for (index, tensor) in tensors.enumerated() {
      var bytes = tensor.bytes
      bytes[bytes.count - 2] ^= 1
      var changed = tensors
      changed[index] = NamedTensor(
        name: tensor.name, elementType: tensor.elementType, shape: tensor.shape, bytes: bytes)
      let other = try RWKVTests.model(changed)
      guard case .otherModel(_, _, url) = error({ _ = try other.readState(url) }) else {
        Issue.record("\(tensor.name) does not matter")
        continue
      }
    }
  }
}

@Test func theSameWeightsUnderOtherNotesReadTheState() throws {
  let tensors = randomTensors()
  let (one, two) = (try model(tensors), try model(tensors, metadata: ["steps": "13"]))
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("state.safetensors")
    try one.write(one.makeState(), to: url)
    #expect(try two.readState(url) == two.makeState())
  }
}

@Test func whatIsNotAStateIsRefused() throws {
  let model = try model(randomTensors())
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("state.safetensors")
    try model.write(model.makeState(), to: url)
    let file = try SafeTensors(contentsOf: url).metadata
    func written(_ tensors: [NamedTensor], _ metadata: [String: String]) throws -> StateFileError? {
      try SafeTensors.write(tensors, metadata: metadata, to: url)
      return error { _ = try model.readState(url) }
    }
    let whole = NamedTensor(
      name: "state", shape: [3, model.makeState().count / 3],
      floats: [Float](repeating: 0, count: model.makeState().count))
    let short = NamedTensor(name: "state", shape: [2], floats: [0, 0])
    let infinite = NamedTensor(
      name: "state", shape: whole.shape,
      floats: [0, .infinity] + [Float](repeating: 0, count: model.makeState().count - 2))
    #expect(try written([whole], [:]) == .notAState(file: url))
    #expect(try written([], file) == .notAState(file: url))
    #expect(try written([short], file) == .shape(expected: whole.shape, found: [2], file: url))
    #expect(try written([infinite], file) == .notFinite(index: 1, file: url))
    #expect(try written([whole], file) == nil)
    try Data("no".utf8).write(to: url)
    guard case .checkpoint = error({ _ = try model.readState(url) }) else {
      Issue.record("accepted")
      return
    }
  }
}

/// A file that is cut or has one bit changed gives an error or some finite state, never a crash.
@Test func damagedStatesDoNoHarm() throws {
  let model = try model(randomTensors(Sizes(layers: 1, heads: 1)))
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("state.safetensors")
    try model.write(model.makeState(), to: url)
    let bytes = try Data(contentsOf: url)
    var random = SplitMix64(seed: 4)
    for _ in 0..<200 {
      var damaged = bytes
      if Bool.random(using: &random) {
        damaged = damaged.prefix(Int.random(in: 0..<bytes.count, using: &random))
        #expect(throws: StateFileError.self) {
          try damaged.write(to: url)
          _ = try model.readState(url)
        }
      } else {
        let place = Int.random(in: 0..<400, using: &random)
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try damaged.write(to: url)
        if let state = try? model.readState(url) {
          #expect(state.count == model.configuration.stateCount)
        }
      }
    }
  }
}
