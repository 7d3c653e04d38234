// Why a piece is not in a dataset.

/// The kinds of reasons for which a piece is left out; the raw value stands in `report.tsv`.
public enum RefusalKind: String, Hashable, Sendable, CaseIterable {
  case unreadable
  /// Too few notes or pitches to be music.
  case trivial
  /// No track for a piano.
  case noPiano = "no-piano"
  /// More or fewer notes than hands play.
  case density
  /// Bars that do not agree with the notes.
  case metre
  /// Token for token another piece.
  case duplicate
  /// Mostly another piece, in another key or tempo perhaps.
  case nearDuplicate = "near-duplicate"
}

/// Why a piece is not in a dataset.
struct Refusal: Error, Hashable {
  var kind: RefusalKind
  /// For a person, in a line; of a duplicate the name of the piece that stays.
  var detail: String

  init(_ kind: RefusalKind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
