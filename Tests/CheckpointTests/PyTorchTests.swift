// A PyTorch file holds the same tensors as a safetensors file, and no damage to it does harm.

import Checkpoint
import Foundation
import TestSupport
import Testing

private func golden(_ name: String) -> URL { Shared.models.appending(path: name) }

/// A zip archive of stored members, as PyTorch writes them but for its alignment.
private func archive(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
  func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var (body, directory): ([UInt8], [UInt8]) = ([], [])
  for (name, bytes) in members {
    let sizes = number(0, 4) + number(bytes.count, 4) + number(bytes.count, 4)
    let start = body.count
    body += number(0x0403_4B50, 4) + number(0, 10) + sizes + number(name.utf8.count, 2)
    body += number(0, 2) + Array(name.utf8) + bytes
    directory += number(0x0201_4B50, 4) + number(0, 12) + sizes + number(name.utf8.count, 2)
    directory += number(0, 12) + number(start, 4) + Array(name.utf8)
  }
  return body + directory + number(0x0605_4B50, 4) + number(0, 4) + number(members.count, 2)
    + number(members.count, 2) + number(directory.count, 4) + number(body.count, 4) + number(0, 2)
}

/// The pickle of {"a": tensor of shape (2,3)}, with what is to be varied.
private func pickle(
  key: String = "a", function: String = "ctorch._utils\n_rebuild_tensor_v2\n",
  storage: String = "ctorch\nFloatStorage\n", offset: UInt8 = 1, strides: [UInt8] = [3, 1],
  sizes: [UInt8]? = nil
) -> [UInt8] {
  func string(_ text: String) -> [UInt8] { [0x58, UInt8(text.utf8.count), 0, 0, 0] + text.utf8 }
  func int(_ value: UInt8) -> [UInt8] { [0x4B, value] }
  var result: [UInt8] = [0x80, 2] + Array("}q".utf8) + [0] + string(key) + Array(function.utf8)
  result += Array("((".utf8) + string("storage") + Array(storage.utf8) + string("0")
  result += string("cpu") + int(7) + Array("tQ".utf8) + int(offset)
  result += sizes ?? int(2) + int(3) + [0x86] + int(strides[0]) + int(strides[1]) + [0x86]
  result += [0x89] + Array("ccollections\n".utf8)
  return result + Array("OrderedDict\n)RtRs.".utf8)
}

private func file(
  _ pickle: [UInt8], numbers: Int = 7, more: [(name: String, bytes: [UInt8])] = []
) -> [UInt8] {
  let floats = (0..<numbers).flatMap { index in
    withUnsafeBytes(of: Float(index).bitPattern.littleEndian) { Array($0) }
  }
  return archive([("model/data.pkl", pickle), ("model/data/0", floats)] + more)
}

private func open(_ bytes: [UInt8]) throws -> SafeTensors {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuo-\(UUID().uuidString).pth")
  try Data(bytes).write(to: url)
  defer { try? FileManager.default.removeItem(at: url) }
  return try SafeTensors(checkpoint: url)
}

private func reason(_ bytes: [UInt8]) -> CheckpointError.Reason? {
  do {
    _ = try open(bytes)
    return nil
  } catch {
    return (error as? CheckpointError)?.reason
  }
}

@Test func aPyTorchFileGivesItsTensorsByName() throws {
  for key in ["a", "_forward_module.a"] {
    let tensors = try open(file(pickle(key: key)))
    #expect(tensors.names == ["a"])
    #expect(try tensors.shape(of: "a") == [2, 3])
    #expect(try tensors.floats("a") == [1, 2, 3, 4, 5, 6])
  }
}

@Test func whatAPyTorchFileCannotSayIsRefused() {
  let foreign = pickle(function: "cos\nsystem\n")
  guard case .malformedPickle(let what) = reason(file(foreign)) else {
    Issue.record("accepted")
    return
  }
  #expect(what.contains("os.system"))
  #expect(reason(file(pickle(strides: [1, 2]))) == .notContiguous)
  #expect(reason(file(pickle(), numbers: 6)) == .sizeMismatch(expected: 24, found: 24))
  #expect(reason(archive([("model/data.pkl", pickle())])) != nil)
  #expect(reason(archive([("readme", [1, 2])])) == .otherFormat("a zip archive without tensors"))
}

@Test func aFileOfABigEndianMachineIsRefused() {
  func saying(_ order: String) -> [UInt8] {
    file(pickle(), more: [("model/byteorder", Array(order.utf8))])
  }
  #expect(reason(saying("little")) == nil)
  #expect(reason(saying("big")) == .otherFormat("a file of a big-endian machine"))
}

@Test func valuesWithinValuesWithoutEndAreRefused() {
  let tower = [0x80, 2] + Array(")".utf8) + [UInt8](repeating: 0x85, count: 1_000_000)
  guard case .malformedPickle = reason(file(tower)) else {
    Issue.record("accepted")
    return
  }
}

/// A file that is cut or has one byte changed gives an error or tensors inside the file, never a
/// crash.
@Test func damagedPyTorchFilesDoNoHarm() throws {
  let whole = file(pickle())
  var generator = SystemRandomNumberGenerator()
  for length in 0..<whole.count { #expect(reason(Array(whole[..<length])) != nil) }
  for place in whole.indices {
    var damaged = whole
    damaged[place] = UInt8.random(in: 0...255, using: &generator)
    guard let tensors = try? open(damaged) else { continue }
    for name in tensors.names { _ = try tensors.bytes(of: name) }
  }
}

@Test(.enabled(if: Shared.hasModels, "\(Shared.noModels)"))
func recordedPyTorchFilesHoldWhatTheirTwinsHold() throws {
  for generation in [5, 6, 7] {
    let one = try SafeTensors(checkpoint: golden("rand\(generation).pth"))
    let two = try SafeTensors(checkpoint: golden("rand\(generation).safetensors"))
    #expect(one.names == two.names && one.fingerprint == two.fingerprint)
    let rounded = try SafeTensors(checkpoint: golden("rand\(generation)-bf16.pth"))
    #expect(rounded.names == two.names)
    #expect(try rounded.elementType(of: "emb.weight") == .bfloat16)
  }
}

@Test func aTensorWithoutElementsMayHaveOtherLengthsOfAnySize() throws {
  let long: [UInt8] = [0x8A, 6, 0, 0, 0, 0, 0, 1]  // 2^40
  let shape: [UInt8] = [0x4B, 0] + long + long + [0x87]
  let tensors = try open(file(pickle(sizes: shape + shape)))
  #expect(try tensors.shape(of: "a") == [0, 1 << 40, 1 << 40])
  #expect(try tensors.floats("a").isEmpty)
}
