// Compressed scores: what archives are read, and that none grows beyond bounds.

import Music
import MusicXML
import Testing

@Suite struct ArchiveTests {
  private let score = Array(
    ("<score-partwise><part id='P'><measure><note><pitch><step>C</step><octave>4</octave></pitch>"
      + "<duration>1</duration></note></measure></part></score-partwise>").utf8)

  private func refusal(_ bytes: [UInt8]) -> MusicXMLError.Reason? {
    do throws(MusicXMLError) {
      _ = try Score(musicXML: bytes)
      return nil
    } catch { return error.reason }
  }

  @Test func aStoredScoreIsRead() throws {
    #expect(try Score(musicXML: archive([("a.xml", score)])).noteCount == 1)
  }

  @Test func theContainerNamesTheScore() throws {
    let container = Array(
      "<container><rootfiles><rootfile full-path='b.xml'/></rootfiles></container>".utf8)
    let files = [("META-INF/container.xml", container), ("a.xml", [0]), ("b.xml", score)]
    #expect(try Score(musicXML: archive(files)).noteCount == 1)
    #expect(refusal(archive([("a.xml", [0]), ("b.xml", score)])) == .noScoreInArchive)
  }

  @Test func aDeflatedScoreIsRead() throws {
    var bits = BitWriter()
    bits.write(0b011, 3)
    for byte in score { bits.writeCode(0x30 + Int(byte), 8) }
    bits.writeCode(0, 7)
    let bytes = archive([("a.xml", bits.bytes)], method: 8, content: score)
    #expect(try Score(musicXML: bytes).noteCount == 1)
  }

  @Test func aBombIsRefusedBeforeItIsInflated() {
    let bomb = zeros(megabytes: 4)
    let honest = archive([("a.xml", bomb.packed)], method: 8, content: bomb.content)
    #expect(refusal(honest) == .archiveTooLarge(limit: 100 * bomb.packed.count))
  }

  @Test func aBombThatLiesAboutItsSizeIsStoppedThere() {
    let bomb = zeros(megabytes: 4)
    let liar = archive([("a.xml", bomb.packed)], method: 8, content: [0, 0, 0])
    #expect(refusal(liar) == .archiveTooLarge(limit: 3))
  }

  @Test func everyCutIsRefused() {
    let whole = archive([("a.xml", score)])
    for count in 2..<whole.count {
      #expect(refusal(Array(whole.prefix(count))) != nil, "\(count) bytes are read")
    }
  }

  @Test func aChangedByteIsNoticed() {
    let whole = archive([("a.xml", score)])
    for place in 35..<35 + score.count {
      var changed = whole
      changed[place] ^= 1
      #expect(refusal(changed) == .archiveDamaged("its checksum is another"))
    }
  }

  /// Zeros, and the same deflated: a literal and copies of it.
  private func zeros(megabytes: Int) -> (packed: [UInt8], content: [UInt8]) {
    let copies = megabytes << 20 / 258
    var bits = BitWriter()
    bits.write(0b011, 3)
    bits.writeCode(0x30, 8)
    for _ in 0..<copies {
      bits.writeCode(0b1100_0101, 8)
      bits.writeCode(0, 5)
    }
    bits.writeCode(0, 7)
    return (bits.bytes, [UInt8](repeating: 0, count: 258 * copies + 1))
  }
}

/// A ZIP archive.
///
/// - Parameter content: What the files are when they are inflated; nil: they are stored.
private func archive(
  _ files: [(name: String, data: [UInt8])], method: Int = 0, content: [UInt8]? = nil
) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var (bytes, directory) = ([UInt8](), [UInt8]())
  for (name, data) in files {
    let common =
      little(20, 2) + little(0, 2) + little(method, 2) + little(0, 4)
      + little(Int(checksum(content ?? data)), 4) + little(data.count, 4)
      + little((content ?? data).count, 4) + little(name.utf8.count, 2) + little(0, 2)
    directory +=
      little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 10) + little(bytes.count, 4)
      + Array(name.utf8)
    bytes += little(0x0403_4B50, 4) + common + Array(name.utf8) + data
  }
  let end =
    little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
    + little(directory.count, 4) + little(bytes.count, 4) + little(0, 2)
  return bytes + directory + end
}

/// Bit by bit, as the standard defines it.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  var sum = UInt32.max
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }
  return ~sum
}

/// Bits into bytes, the lowest first.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var free = 0

  mutating func write(_ value: Int, _ count: Int) {
    for bit in 0..<count {
      if free == 0 {
        bytes.append(0)
        free = 8
      }
      bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << (8 - free)
      free -= 1
    }
  }

  /// The words of codes begin with their highest bit.
  mutating func writeCode(_ word: Int, _ count: Int) {
    for bit in (0..<count).reversed() { write(word >> bit & 1, 1) }
  }
}
