// Which passages stand in some music, in a few bytes each.

import Foundation
import Metrics
import Music

/// Which passages stand in some music: a Bloom filter (Bloom 1970, "Space/time trade-offs in hash
/// coding with allowable errors").
///
/// What stands in the music is always found. Of other passages one in some thousands is found by
/// chance.
public struct PassageIndex: Sendable {
  /// Together they let one in two thousand be found by chance.
  private static let (bitsPerPassage, usualProbes) = (16, 8)

  /// Notes of a passage.
  public let length: Int
  /// Different passages in the music.
  public let count: Int
  /// The share of notes of music that was left out that stand in passages found.
  public let shareElsewhere: Double
  let probes: Int
  let bitCount: Int
  /// At least a byte; the first bit is the lowest of the first byte.
  let bits: Data

}

extension PassageIndex {
  /// - Parameter hashes: Of passages of this length.
  init(length: Int, _ hashes: Set<UInt64>) {
    let bitCount = max(8, hashes.count * Self.bitsPerPassage)
    var bytes = [UInt8](repeating: 0, count: (bitCount + 7) / 8)
    for hash in hashes {
      for probe in 0..<Self.usualProbes {
        let bit = Self.bit(hash, probe, of: bitCount)
        bytes[bit / 8] |= 1 << UInt8(bit % 8)
      }
    }
    self.init(
      length: length, count: hashes.count, shareElsewhere: 0, probes: Self.usualProbes,
      bitCount: bitCount, bits: Data(bytes))
  }

  /// The same index with another share.
  func with(shareElsewhere: Double) -> PassageIndex {
    PassageIndex(
      length: length, count: count, shareElsewhere: shareElsewhere, probes: probes,
      bitCount: bitCount, bits: bits)
  }

  func contains(_ hash: UInt64) -> Bool {
    (0..<probes).allSatisfy { probe in
      let bit = Self.bit(hash, probe, of: bitCount)
      return bits[bits.startIndex + bit / 8] >> UInt8(bit % 8) & 1 == 1
    }
  }

  /// Two halves of the hash give all probes (Kirsch and Mitzenmacher 2008).
  private static func bit(_ hash: UInt64, _ probe: Int, of count: Int) -> Int {
    let step = UInt32(truncatingIfNeeded: hash >> 32) | 1
    let place = UInt32(truncatingIfNeeded: hash) &+ UInt32(truncatingIfNeeded: probe) &* step
    return Int((UInt64(place) * UInt64(count)) >> 32)
  }

  /// For each note whether it stands in a passage that is found.
  ///
  /// - Parameter counts: Whether a passage found counts, by the places of its notes.
  func notesFound(
    _ notes: [Note], ticksPerQuarter: Int, where counts: (ArraySlice<Int>) -> Bool = { _ in true }
  ) -> [Bool] {
    let phrases = Phrases(notes, ticksPerQuarter: ticksPerQuarter)
    var found = [Bool](repeating: false, count: notes.count)
    for (start, hash) in phrases.passages(length) where contains(hash) {
      let places = phrases.places[start..<start + length]
      if counts(places) { for place in places { found[place] = true } }
    }
    return found
  }
}

extension Phrases {
  /// The runs that say something: half as many steps as notes must differ.
  func passages(_ length: Int) -> [(first: Int, hash: UInt64)] {
    runs(length: length, differentSteps: length / 2)
  }
}
