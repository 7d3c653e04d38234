// What is written as a PyTorch file is read back, here and by torch, bit for bit.

import Foundation
import TestSupport
import Testing

@testable import Checkpoint

private func runOracle(_ arguments: [String]) throws -> String {
  String(decoding: try Python.run("pth_torch.py", arguments), as: UTF8.self)
}

private let tensors = [
  NamedTensor(name: "matrix", shape: [2, 3], floats: [0, -1, 2.5, 1e-30, .infinity, 7]),
  NamedTensor(name: "half", shape: [1, 1, 3], floats: [1, -2, 0.5], as: .bfloat16),
  NamedTensor(name: "small", shape: [2, 2], floats: [65504, -6e-8, 1e-9, 0.1], as: .float16),
  NamedTensor(name: "empty", shape: [0, 4], floats: []),
  NamedTensor(name: "scalar", shape: [], floats: [3]),
  NamedTensor(name: "更", shape: [300], floats: (0..<300).map { Float($0) }),
  NamedTensor(name: "long", shape: [70_000], floats: (0..<70_000).map { Float($0) }),
]

private func expectSame(_ found: SafeTensors, _ wanted: [NamedTensor]) throws {
  #expect(Set(found.names) == Set(wanted.map(\.name)))
  for tensor in wanted {
    #expect(try found.shape(of: tensor.name) == tensor.shape)
    #expect(try found.elementType(of: tensor.name) == tensor.elementType)
    #expect(try found.bytes(of: tensor.name) == tensor.bytes, "\(tensor.name)")
  }
}

@Test(arguments: [0, 0xFFFF_FFFF])
func aPyTorchFileOfOursIsReadBack(wide: Int) throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("model.pth")
    try SafeTensors.writePyTorch(tensors, to: url, wide: wide)
    let file = try SafeTensors(checkpoint: url)
    try expectSame(file, tensors)
    #expect(try file.tensors() == tensors)
  }
}

@Test(.enabled(if: Python.isHere, "\(Python.absence)"))
func torchReadsAPyTorchFileOfOursWithWeightsOnly() throws {
  try inTemporaryFolder { folder in
    // With every size in its wide place, and as usual.
    for wide in [0, 0xFFFF_FFFF] {
      let url = folder.appendingPathComponent("model.pth")
      let back = folder.appendingPathComponent("back.safetensors")
      try SafeTensors.writePyTorch(tensors, to: url, wide: wide)
      _ = try runOracle([url.path, back.path])
      try expectSame(try SafeTensors(contentsOf: back), tensors)
    }
  }
}

@Test(
  .enabled(
    if: Python.isHere && Shared.hasModels, "\(Python.absence), or \(Shared.noModels)"),
  arguments: ["5.2", "6", "7"])
func theOfficialPackageRunsAModelThatWasConverted(generation: String) throws {
  try inTemporaryFolder { folder in
    let name = "rand\(generation.prefix(1))"
    let file = try SafeTensors(
      contentsOf: Shared.models.appendingPathComponent("\(name).safetensors"))
    let url = folder.appendingPathComponent("model.pth")
    try SafeTensors.writePyTorch(try file.tensors(), to: url)
    let recorded = Shared.models.appendingPathComponent("\(name)-logits-pip-fp32.safetensors")
    let difference = try runOracle([url.path, recorded.path, generation])
    let value = try #require(Double(difference.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(value < 2e-5)
  }
}

@Test func convertingRoundsToTheNearestNumberAndNamesWhatHasNoPlace() throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("model.safetensors")
    let values: [Float] = [0.1, -65519, 3e-8, 2e-8, 0x1.002p0, 0x1.006p0, 0x1p-14, -0.0]
    try SafeTensors.write([NamedTensor(name: "a", shape: [8], floats: values)], to: url)
    let file = try SafeTensors(contentsOf: url)
    let halves = try file.tensors(as: .float16)[0]
    #expect(halves.bytes.count == 16 && halves.elementType == .float16)
    let bits: [UInt16] = [0x2E66, 0xFBFF, 1, 0, 0x3C00, 0x3C02, 0x0400, 0x8000]
    #expect(halves.bytes == bits.map(\.littleEndian).withUnsafeBytes { Data($0) })

    try SafeTensors.write([NamedTensor(name: "b", shape: [1], floats: [65520])], to: url)
    let large = try SafeTensors(contentsOf: url)
    #expect(throws: CheckpointError(.tooLarge(65520, .float16), file: url, tensor: "b")) {
      try large.tensors(as: .float16)
    }
    #expect(try large.tensors(as: .bfloat16).count == 1)
  }
}

@Test func everySixteenBitNumberIsItselfAfterRounding() {
  for bits in UInt16.min...UInt16.max {
    let value = float(float16Bits: bits)
    if value.isNaN { continue }
    #expect(float16Bits(value) == bits)
  }
}
