// Files written by hand, byte by byte.

/// A file with the given contents of track chunks.
func midiFile(
  _ tracks: [UInt8]..., type: UInt8 = 1, division: [UInt8] = [0x01, 0xE0], count: Int? = nil
) -> [UInt8] {
  let header: [UInt8] = [0, type, 0, UInt8(count ?? tracks.count)] + division
  return tracks.reduce(chunk("MThd", header)) { $0 + chunk("MTrk", $1) }
}

func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
  let length = (0..<4).map { UInt8(truncatingIfNeeded: contents.count >> (24 - 8 * $0)) }
  return Array(name.utf8) + length + contents
}

let endOfTrack: [UInt8] = [0, 0xFF, 0x2F, 0]

/// Middle C from the last event on, for 96 ticks.
let middleC: [UInt8] = [0, 0x90, 60, 64, 96, 0x80, 60, 0]
