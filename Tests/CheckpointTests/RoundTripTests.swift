// What is written to a safetensors file is what is read from it.

import Checkpoint
import Foundation
import TestSupport
import Testing

@Test func whatIsWrittenIsRead() throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("a b é.safetensors")
    let notes = ["steps": "12", "text": "quote \" slash \\ line\n tab\t é 🎹 \u{1}"]
    try SafeTensors.write(someTensors, metadata: notes, to: url)
    let file = try SafeTensors(contentsOf: url)
    #expect(file.metadata == notes)
    #expect(file.names == someTensors.map(\.name).sorted())
    for tensor in someTensors {
      #expect(try file.shape(of: tensor.name) == tensor.shape)
      #expect(try file.elementType(of: tensor.name) == tensor.elementType)
      #expect(try file.bytes(of: tensor.name) == tensor.bytes)
    }
    #expect(try file.floats("matrix") == [0, -1, 2.5, 1e-30, .infinity, 7])
    #expect(try file.floats("half") == [1, -2, 0.5])
    #expect(try file.floats("scalar") == [3])
  }
}

@Test func theSameTensorsInAnyOrderGiveTheSameBytes() throws {
  try inTemporaryFolder { folder in
    let (one, two) = (folder.appendingPathComponent("one"), folder.appendingPathComponent("two"))
    try SafeTensors.write(someTensors, metadata: ["a": "1", "b": "2"], to: one)
    try SafeTensors.write(someTensors.reversed(), metadata: ["b": "2", "a": "1"], to: two)
    #expect(try Data(contentsOf: one) == Data(contentsOf: two))
  }
}

@Test func everyTensorIsAlignedToItsElements() throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("aligned")
    try SafeTensors.write(someTensors, to: url)
    let bytes = try Data(contentsOf: url)
    let headerSize = Int(bytes[0]) | Int(bytes[1]) << 8
    #expect((8 + headerSize) % 64 == 0)
    let header = String(decoding: bytes[8..<8 + headerSize], as: UTF8.self)
    for tensor in someTensors {
      let entry = try #require(header.split(separator: "\"\(tensor.name)\":").last)
      let begin = try #require(
        entry.split(separator: "\"data_offsets\":[")[1].split(separator: ",").first)
      #expect(try #require(Int(begin)) % tensor.elementType.size == 0)
    }
  }
}

@Test func writingReplacesAFileAndLeavesNothingBesideIt() throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("model.safetensors")
    try Data("old".utf8).write(to: url)
    try SafeTensors.write(someTensors, to: url)
    #expect(try SafeTensors(contentsOf: url).contains("matrix"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == [url.lastPathComponent])
  }
}

@Test func aFolderThatDoesNotExistIsAnErrorThatNamesTheFile() throws {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("absent").appendingPathComponent("model.safetensors")
    let error = try #require(throws: CheckpointError.self) {
      try SafeTensors.write(someTensors, to: url)
    }
    #expect(error.description.contains("model.safetensors"))
    #expect(error.description.contains("cannot be written"))
  }
}

@Test func everyBfloat16IsExactlyAFloatAndBack() {
  for bits in UInt16.min...UInt16.max {
    let value = float(bfloat16Bits: bits)
    if value.isNaN {
      #expect(float(bfloat16Bits: bfloat16Bits(value)).isNaN)
    } else if bfloat16Bits(value) != bits {
      Issue.record("\(bits) becomes \(bfloat16Bits(value))")
    }
  }
}

@Test func bfloat16RoundsToTheNearestAndTiesToEven() {
  #expect(bfloat16Bits(Float(bitPattern: 0x3F80_8000)) == 0x3F80)
  #expect(bfloat16Bits(Float(bitPattern: 0x3F81_8000)) == 0x3F82)
  #expect(bfloat16Bits(Float(bitPattern: 0x3F80_8001)) == 0x3F81)
  #expect(bfloat16Bits(.greatestFiniteMagnitude) == 0x7F80)
}

@Test func float16HasItsValues() {
  let known: [(UInt16, Float)] = [
    (0, 0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0400, 0x1p-14), (0x0001, 0x1p-24),
    (0x83FF, -0x3FFp-24), (0x3555, 0x1.554p-2), (0x7C00, .infinity), (0xFC00, -.infinity),
  ]
  for (bits, value) in known { #expect(float(float16Bits: bits) == value) }
  #expect(float(float16Bits: 0x7E00).isNaN)
  #expect(float(float16Bits: 0x8000).sign == .minus)
}
