// What is missing of a piece that is in a dataset.

import MidiTok
import Music
import Tokens

/// The kinds of what may be missing of a piece that is in a dataset; the raw value stands in
/// `omitted.tsv`.
public enum OmissionKind: String, Hashable, Sendable, CaseIterable {
  /// What singers, other instruments and drums play.
  case tracks
  /// Notes of the piano that have no token.
  case notes
}

/// Notes that are missing of a piece.
struct Omission: Hashable {
  var kind: OmissionKind
  var notes: Int
  /// For a person, in a line.
  var detail: String
}

extension Omission {
  /// What tokens do not say of a score.
  ///
  /// - Parameter written: Notes that they say.
  static func omissions(
    of score: Score, by tokenizer: Tokenizer, written: Int
  ) -> [Omission] {
    let played: [Track]
    switch tokenizer {
    case .cells: played = score.pianoTracks
    case .remi, .rows:
      let hasPrograms = tokenizer.configuration.usePrograms
      played = score.tracks.filter { hasPrograms || !$0.isDrums }
    }
    let others = score.tracks.filter { !played.contains($0) && !$0.notes.isEmpty }
    var omissions: [Omission] = []
    if !others.isEmpty {
      let names = others.prefix(8).map { $0.name.isEmpty ? "program \($0.program + 1)" : $0.name }
      omissions.append(
        Omission(
          kind: .tracks, notes: others.reduce(0) { $0 + $1.notes.count },
          detail: names.joined(separator: ", ") + (others.count > 8 ? ", ..." : "")))
    }
    let count = played.reduce(0) { $0 + $1.notes.count }
    if count > written, !tokenizer.configuration.usePrograms {
      omissions.append(
        Omission(
          kind: .notes, notes: count - written,
          detail: "the same key at the same place, or a key without a token"))
    }
    return omissions
  }
}
