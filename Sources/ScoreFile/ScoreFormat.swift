// The kinds of files that scores come in.

/// The kinds of files that scores come in.
public enum ScoreFormat: Hashable, Sendable {
  case midi
  /// As text, or compressed.
  case musicXML

  /// How the names of such files end, in small letters.
  public static let extensions = ["mid", "midi", "musicxml", "mxl", "xml"]

  /// More than any score has.
  public static let mostBytes = 256 << 20

  /// Known by how the bytes begin; nil when they are neither.
  init?(of bytes: [UInt8]) {
    let marks: [[UInt8]] = [[0x50, 0x4B], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]]
    let isSpace: (UInt8) -> Bool = { [9, 10, 13, 32].contains($0) }
    if bytes.starts(with: "MThd".utf8) {
      self = .midi
    } else if marks.contains(where: { bytes.starts(with: $0) })
      || bytes.first(where: { !isSpace($0) }) == UInt8(ascii: "<")
    {
      self = .musicXML
    } else {
      return nil
    }
  }
}
