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

  /// What its bars are.
  public enum Time: String, Hashable, Sendable {
    /// The music's.
    case bars
    /// Two seconds each, whatever is played.
    case seconds
  }

  static let header = "file\tsource\tlicence\tcomposer\ttitle\tnotes\tbars\ttokens\ttime"
  /// Of a dataset made before there were pieces without bars.
  static let oldHeader = "file\tsource\tlicence\tcomposer\ttitle\tnotes\tbars\ttokens"

  var line: String {
    let texts = [file, source, licence, composer, title].map(withoutBreaks)
    return (texts + ["\(notes)", "\(bars)", "\(tokens)", time.rawValue]).joined(separator: "\t")
  }

  init(
    file: String, source: String, licence: String, composer: String, title: String, notes: Int,
    bars: Int, tokens: Int
  ) {
    self.file = file
    self.source = source
    self.licence = licence
    self.composer = composer
    self.title = title
    self.notes = notes
    self.bars = bars
    self.tokens = tokens
  }

  /// nil when the line does not have the fields of a header.
  init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard 8...9 ~= fields.count, let notes = Int(fields[5]), let bars = Int(fields[6]),
      let tokens = Int(fields[7]), let time = fields.count > 8 ? Time(rawValue: fields[8]) : .bars
    else { return nil }
    self.init(
      file: fields[0], source: fields[1], licence: fields[2], composer: fields[3],
      title: fields[4], notes: notes, bars: bars, tokens: tokens)
    self.time = time
  }
}

private func withoutBreaks(_ text: String) -> String {
  String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
}
