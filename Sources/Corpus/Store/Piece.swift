// A piece as it stands in a dataset: what it is, besides its tokens.

/// What is known of a piece, besides its tokens: a line of the dataset's table.
public struct Piece: Hashable, Sendable {
  /// Path below the source folder, with forward slashes.
  public var file: String
  /// The collection it comes from; weights of sources go by this name.
  public var source: String
  public var licence: String
  public var composer: String
  public var title: String
  public var notes: Int
  public var bars: Int
  public var tokens: Int
  public var time = Time.bars
  /// The time signature of most bars, such as "3/4"; empty in a dataset made before it was noted.
  public var metre = ""
  /// The key that the notes suggest, such as "E minor"; empty when they suggest none.
  public var key = ""

  /// What its bars are.
  public enum Time: String, Hashable, Sendable {
    /// The music's.
    case bars
    /// Two seconds each, whatever is played.
    case seconds
  }

  private static let columns = [
    "file", "source", "licence", "composer", "title", "notes", "bars", "tokens", "time", "metre",
    "key",
  ]
  static let header = columns.joined(separator: "\t")
  /// That of today, of datasets without metre and key, and of those made before there were pieces
  /// without bars.
  static let headers = [columns.count, 9, 8].map { columns.prefix($0).joined(separator: "\t") }

  var line: String {
    let texts = [file, source, licence, composer, title].map(withoutBreaks)
    let values = ["\(notes)", "\(bars)", "\(tokens)", time.rawValue, metre, key]
    return (texts + values).joined(separator: "\t")
  }

  init(_ source: SourcePiece, notes: Int, bars: Int, tokens: Int) {
    file = source.name
    self.source = source.source
    licence = source.licence
    composer = source.composer
    title = source.title
    self.notes = notes
    self.bars = bars
    self.tokens = tokens
  }

  /// nil when the line does not have the fields of a header.
  init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard 8...11 ~= fields.count, let notes = Int(fields[5]), let bars = Int(fields[6]),
      let tokens = Int(fields[7]), let time = fields.count > 8 ? Time(rawValue: fields[8]) : .bars
    else { return nil }
    (file, source, licence) = (fields[0], fields[1], fields[2])
    (composer, title) = (fields[3], fields[4])
    self.notes = notes
    self.bars = bars
    self.tokens = tokens
    self.time = time
    if fields.count > 10 { (metre, key) = (fields[9], fields[10]) }
  }
}

/// A text that stays in its field and its line.
func withoutBreaks(_ text: String) -> String {
  String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
}
