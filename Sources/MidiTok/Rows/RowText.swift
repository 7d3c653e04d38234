// Rows of tokens as one sequence, as models read them.

import Music
import Tokens

/// Compound words or octuples as one sequence of tokens: the rows of a piece one after the other,
/// in front of them a row of begin tokens and behind them one of end tokens.
///
/// Each column has ids of its own, those of the column before it first, so that a token says its
/// column. Columns stand in the order in which they are predicted, what happens and when before who
/// plays what: family, bar, metre, tempo, position, chord, rest, program, pitch, velocity,
/// duration.
public struct RowText: Sendable {
  private enum Form {
    case words(CompoundWord)
    case octuple(Octuple)
  }

  private let form: Form
  /// For each place in a row the column of `form` that stands there.
  private let columns: [Int]
  /// The id before the first one of each place.
  private let bases: [Int]
  /// How many ids each place of a row has.
  public let columnSizes: [Int]
  /// The tokens' names in the order of their ids, each behind the place in its row: `2/Pitch_60`.
  public let vocabulary: [String]
  /// Ids of pitches, those of drums not among them.
  let pitches: Range<Int>
  /// Ids that begin a bar, or number it.
  private let bars: Range<Int>
  private let barPlace: Int

  private static let order = [
    "Family", "Bar", "TimeSig", "Tempo", "Position", "Chord", "Rest", "Program", "Pitch",
    "Velocity", "Duration",
  ]

  /// - Precondition: A vocabulary of rows can be made of the configuration.
  public init(_ configuration: TokenizerConfiguration) {
    let vocabularies: [[String]]
    if configuration.tokenization == .octuple {
      let octuple = Octuple(configuration)
      (form, vocabularies) = (.octuple(octuple), octuple.vocabularies)
    } else {
      let words = CompoundWord(configuration)
      (form, vocabularies) = (.words(words), words.vocabularies)
    }
    /// What a column is about.
    func rank(_ column: Int) -> Int {
      Self.order.indices.first { index in
        vocabularies[column].contains { $0.hasPrefix(Self.order[index] + "_") }
      } ?? Self.order.count
    }
    columns = vocabularies.indices.sorted { (rank($0), $0) < (rank($1), $1) }
    let names = columns.map { vocabularies[$0] }
    columnSizes = names.map(\.count)
    bases = columnSizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }.dropLast()
    let vocabulary = names.enumerated().flatMap { place, names in names.map { "\(place)/\($0)" } }
    precondition(vocabulary.count <= 65536, "\(vocabulary.count) tokens")
    func ids(_ prefix: String) -> Range<Int> {
      let found = vocabulary.indices.filter {
        vocabulary[$0].drop { $0 != "/" }.dropFirst().hasPrefix(prefix)
      }
      return (found.first ?? 0)..<(found.last ?? -1) + 1
    }
    self.vocabulary = vocabulary
    pitches = ids("Pitch_")
    let bars = ids("Bar_")
    self.bars = bars
    barPlace = bases.lastIndex { $0 <= bars.lowerBound } ?? 0
  }

  public var configuration: TokenizerConfiguration {
    switch form {
    case .words(let words): words.configuration
    case .octuple(let octuple): octuple.configuration
    }
  }

  /// How many tokens a row has.
  public var rowWidth: Int { columns.count }

  /// A row of one special token; all columns begin with the same ones.
  private func row(of special: String) -> [Token] {
    guard let id = configuration.specialTokens.firstIndex(of: special) else {
      preconditionFailure("the vocabulary has no \(special)")
    }
    return bases.map { Token($0 + id) }
  }

  var paddingToken: Token { row(of: "PAD_None")[0] }
  var beginToken: Token { row(of: "BOS_None")[0] }
  var endToken: Token { row(of: "EOS_None")[0] }

  /// A whole piece, from the row of begin tokens to that of end tokens.
  public func encode(_ score: Score) -> [Token] {
    let rows =
      switch form {
      case .words(let words): words.encode(score)
      case .octuple(let octuple): octuple.encode(score)
      }
    let content = rows.flatMap { row in
      columns.indices.map { Token(bases[$0] + Int(row[columns[$0]].id)) }
    }
    return row(of: "BOS_None") + content + row(of: "EOS_None")
  }

  /// The score that whole rows stand for.
  public func decode(_ tokens: [Token]) -> Score {
    let rows = stride(from: 0, to: tokens.count - rowWidth + 1, by: rowWidth).map { start in
      var row = [Token](repeating: Token(0), count: rowWidth)
      for place in columns.indices {
        row[columns[place]] = Token(max(0, Int(tokens[start + place].id) - bases[place]))
      }
      return row
    }
    switch form {
    case .words(let words): return words.decode(rows)
    case .octuple(let octuple): return octuple.decode(rows)
    }
  }

  func isBar(_ token: Token) -> Bool { bars.contains(Int(token.id)) }

  /// Whether a row begins at this token that says which bar it is in, or that one begins.
  func saysBar(_ tokens: [Token], at row: Int) -> Bool {
    row % rowWidth == 0 && row + barPlace < tokens.count && isBar(tokens[row + barPlace])
  }

  /// The first row of each bar: with octuples, of each bar in which a note begins.
  func barOffsets(in tokens: [Token]) -> [Int] {
    var last: Token?
    return stride(from: 0, to: tokens.count, by: rowWidth).filter { row in
      guard saysBar(tokens, at: row) else { return false }
      guard case .octuple = form else { return true }
      defer { last = tokens[row + barPlace] }
      return tokens[row + barPlace] != last
    }
  }

  /// Rows out of the middle of a piece, with their bars counted from the first one; only octuples
  /// count bars.
  func opened(_ tokens: [Token]) -> [Token] {
    guard case .octuple = form,
      let first = stride(from: 0, to: tokens.count, by: rowWidth)
        .first(where: { saysBar(tokens, at: $0) })
    else { return tokens }
    let shift = Int(tokens[first + barPlace].id) - bars.lowerBound
    return tokens.map { isBar($0) ? Token(Int($0.id) - shift) : $0 }
  }

  /// For each id the token some semitones higher; a pitch that would leave the vocabulary becomes
  /// padding.
  func transposition(by semitones: Int) -> [Token] {
    vocabulary.indices.map { id in
      guard pitches.contains(id) else { return Token(id) }
      return pitches.contains(id + semitones) ? Token(id + semitones) : paddingToken
    }
  }
}
