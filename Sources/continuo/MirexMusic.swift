// Music as MIREX's symbolic music generation writes it down.

import Completion
import Foundation
import Music

/// A note, in sixteenths.
struct MirexNote: Codable {
  let start, pitch, duration: Int
}

extension MirexNote {
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    // Foundation does not say where a number stands that is not whole.
    func whole(_ key: CodingKeys) throws -> Int {
      guard let number = Int(exactly: try values.decode(Double.self, forKey: key)) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "not a whole number")
      }
      return number
    }
    self.init(
      start: try whole(.start), pitch: try whole(.pitch), duration: try whole(.duration))
  }
}

/// Music as MIREX's symbolic music generation writes it down: sixteenths in bars of 4/4, a pickup
/// bar and four bars of prompt, then twelve of generation.
enum MirexMusic {
  /// The bars of the generation, counted from zero.
  static let bars = 5..<17
  private static let sixteenthsPerBar = 16
  private static let ticksPerSixteenth = 12

  private struct Document: Decodable { let prompt: [MirexNote] }

  /// The score of a prompt, whatever its notes are; those that cannot be played in it are left out.
  static func score(_ bytes: [UInt8], path: String) throws(UserError) -> Score {
    let document: Document
    do { document = try JSONDecoder().decode(Document.self, from: Data(bytes)) } catch {
      throw UserError(
        path, "is no prompt of MIREX's (\(describe(error)))",
        advice: "It is {\"prompt\": [{\"start\": 16, \"pitch\": 72, \"duration\": 6}, ...]}, "
          + "in whole sixteenths")
    }
    let end = bars.lowerBound * sixteenthsPerBar
    let notes = document.prompt.compactMap { note -> Note? in
      guard 0..<end ~= note.start, note.duration > 0, let pitch = Pitch(exactly: note.pitch) else {
        return nil
      }
      return Note(
        onset: Tick(note.start * ticksPerSixteenth),
        duration: Tick(min(note.duration, end - note.start) * ticksPerSixteenth), pitch: pitch,
        velocity: Velocity(80))
    }
    return Score(ticksPerQuarter: 4 * ticksPerSixteenth, tracks: [Track(notes: notes)])
  }

  /// The notes of a take, each at least a sixteenth.
  static func notes(_ take: Take) -> [MirexNote] {
    take.tracks.flatMap(\.notes).sorted().map { note in
      MirexNote(
        start: note.onset.value / ticksPerSixteenth, pitch: Int(note.pitch.number),
        duration: max(1, note.duration.value / ticksPerSixteenth))
    }
  }

  private static func describe(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _)?: "there is no \"\(key.stringValue)\""
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      place(context.codingPath) ?? "it is no object"
    case .dataCorrupted(let context)?: place(context.codingPath) ?? "it is not JSON"
    case nil: "it is not JSON"
    @unknown default: "it is not JSON"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String? {
    path.isEmpty ? nil : "at " + path.map(\.stringValue).joined(separator: "/")
  }
}
