// A damaged file gives an error that says what is wrong; it never crashes and never opens.

import Checkpoint
import Foundation
import TestSupport
import Testing

@Test func aFileCutAnywhereIsRefused() throws {
  try inTemporaryFolder { folder in
    let whole = folder.appendingPathComponent("whole")
    try SafeTensors.write(someTensors, metadata: ["a": "b"], to: whole)
    let bytes = try Data(contentsOf: whole)
    let cut = folder.appendingPathComponent("cut")
    for length in 0..<bytes.count {
      try bytes.prefix(length).write(to: cut)
      #expect(throws: CheckpointError.self, "\(length) bytes") { try SafeTensors(contentsOf: cut) }
    }
  }
}

@Test func aFileWithOneByteChangedNeverCrashes() throws {
  try inTemporaryFolder { folder in
    let whole = folder.appendingPathComponent("whole")
    try SafeTensors.write(someTensors, metadata: ["a": "b"], to: whole)
    let bytes = try Data(contentsOf: whole)
    let changed = folder.appendingPathComponent("changed")
    var refused = 0
    for index in 0..<bytes.count {
      for value: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x39, 0xFF] {
        var copy = bytes
        copy[index] = value
        try copy.write(to: changed)
        do throws(CheckpointError) {
          let file = try SafeTensors(contentsOf: changed)
          for name in file.names { _ = try? file.floats(name) }
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > bytes.count)
  }
}

@Test func anAbsentFileIsAnError() {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  #expect(throws: CheckpointError.self) { try SafeTensors(contentsOf: url) }
}

@Test func otherFormatsAreNamed() throws {
  let others: [(String, String)] = [
    ("PK\u{3}\u{4}.............", "zip"), ("GGUF.............", "GGUF"),
    ("fmgg.............", "ggml"),
  ]
  for (text, name) in others {
    let error = try #require(try open(Data(text.utf8)).failure)
    #expect(error.description.contains(name))
  }
}

@Test func aHeaderLongerThanTheFileIsRefused() throws {
  for size in [UInt64(3), 1 << 20, 1 << 40, .max] {
    let bytes = withUnsafeBytes(of: size.littleEndian) { Data($0) } + Data("{}".utf8)
    #expect(try open(bytes).reason == .headerTooLarge(bytes: size, limit: 2))
  }
}

@Test func theSmallestFileHasNoTensors() throws {
  #expect(try open(file(header: "{}")).get().names.isEmpty)
}

@Test func headersThatContradictThemselvesAreRefused() throws {
  func entry(_ name: String, _ shape: String, _ range: String, type: String = "F32") -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(range)]}"
  }
  let eight = [UInt8](repeating: 0, count: 8)
  let cases: [(String, CheckpointError.Reason)] = [
    (entry("a", "2", "0,4"), .sizeMismatch(expected: 8, found: 4)),
    (entry("a", "4", "0,16"), .outsideTheFile(end: 16, available: 8)),
    (entry("a", "1", "0,4"), .unclaimedBytes(count: 4)),
    (entry("a", "1", "4,8"), .unclaimedBytes(count: 4)),
    (entry("a", "2", "0,8") + "," + entry("b", "1", "4,8"), .overlap(with: "a")),
    (entry("a", "1", "0,4") + "," + entry("a", "1", "4,8"), .duplicateName),
    (entry("a", "8", "0,8", type: "F8"), .unknownElementType("F8")),
    (entry("a", "4294967296,4294967296", "0,8"), .tooManyElements),
  ]
  for (members, reason) in cases {
    #expect(try open(file(header: "{\(members)}", data: eight)).reason == reason)
  }
}

@Test func textThatIsNotAHeaderIsRefusedWithItsPlace() throws {
  let cases: [(String, Int)] = [
    ("[]", 0), ("{ ", 2), ("{}x", 2), ("{\"a\"}", 4), ("{\"a\":1}", 5), ("{\"a\":{}}", 7),
    ("{\"__metadata__\":{\"a\":1}}", 21), ("{\"\\x\":{}}", 4), ("{\"\\ud800\":{}}", 8),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 29),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}", 49),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 52),
    ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 28),
  ]
  for (text, place) in cases {
    let error = try #require(try open(file(header: text)).failure, "\(text)")
    guard case .malformedHeader = error.reason else {
      Issue.record("\(text): \(error)")
      continue
    }
    #expect(error.byteOffset == 8 + place, "\(text)")
  }
}

@Test func escapesInNamesAreRead() throws {
  let header = #"{"__metadata__":{"\u00e9\ud83c\udfb9\/\b\f\n\r\t":"\"\\"}}"#
  let metadata = try open(file(header: header)).get().metadata
  #expect(metadata == ["é🎹/\u{8}\u{c}\n\r\t": "\"\\"])
}

@Test func askingForWhatIsNotThereSaysSo() throws {
  let header = #"{"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#
  let tensors = try open(file(header: header, data: [1, 0, 0, 0])).get()
  #expect(
    try #require(throws: CheckpointError.self) { try tensors.shape(of: "b") }.reason == .missing)
  let error = try #require(throws: CheckpointError.self) { try tensors.floats("a") }
  #expect(error.reason == .notFloatingPoint(.int32))
  #expect(error.tensor == "a")
}
