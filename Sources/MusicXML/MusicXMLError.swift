// Why a file is not a score in MusicXML, and where.

/// Why a file is not a score in MusicXML, and where.
public struct MusicXMLError: Error, Hashable, Sendable {
  public enum Place: Hashable, Sendable {
    /// Of the text, counted from 1.
    case line(Int)
    /// Of a compressed file, counted from 0.
    case byte(Int)
  }

  public enum Reason: Hashable, Sendable {
    case notMusicXML(root: String)
    case notText
    case textCutShort
    case malformed(String)
    case wrongEndTag(String, open: String)
    case declaredEntities
    case unknownEntity(String)
    case nestedTooDeeply(limit: Int)
    case tooManyParts(limit: Int)
    case elementTooLarge(name: String)
    case notANumber(element: String, text: String)
    case outOfRange(element: String, text: String)
    case tooLong
    case archiveCutShort
    case archiveUnsupported(String)
    case archiveDamaged(String)
    case archiveTooLarge(limit: Int)
    case noScoreInArchive
  }

  public let place: Place
  public let reason: Reason

  init(_ reason: Reason, line: Int) {
    self.reason = reason
    place = .line(line)
  }

  init(_ reason: Reason, byte: Int) {
    self.reason = reason
    place = .byte(byte)
  }
}

extension MusicXMLError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// Where, and what is wrong.
  public var problem: String {
    switch place {
    case .line(let line): "line \(line): \(reason.texts.problem)"
    case .byte(let byte): "byte \(byte): \(reason.texts.problem)"
    }
  }

  /// What to do about it.
  public var advice: String { reason.texts.advice }
}

extension MusicXMLError.Reason: CustomStringConvertible {
  public var description: String { "\(texts.problem); \(texts.advice)" }

  /// What is wrong, and what to do about it.
  var texts: (problem: String, advice: String) {
    switch self {
    case .notMusicXML(let root):
      ("this is <\(root)>, not a score in MusicXML", "export the piece as MusicXML")
    case .notText: ("the text is neither UTF-8 nor UTF-16", "save it as UTF-8")
    case .textCutShort: ("the text ends before its last tag", "fetch the file again")
    case .malformed(let what): ("\(what)", "export the file again")
    case .wrongEndTag(let name, let open): ("</\(name)> ends <\(open)>", "export the file again")
    case .declaredEntities:
      ("the file declares entities of its own, which are not read", "export it without them")
    case .unknownEntity(let name): ("nothing is known of &\(name); here", "export the file again")
    case .nestedTooDeeply(let limit):
      ("elements stand more than \(limit) deep", "this is no music, choose another file")
    case .tooManyParts(let limit):
      ("there are more than \(limit) parts and staves", "export fewer of them")
    case .elementTooLarge(let name):
      ("one <\(name)> holds more than any has", "this is no music, choose another file")
    case .notANumber(let element, let text):
      ("<\(element)> is \(text.quoted), which is no number", "export the file again")
    case .outOfRange(let element, let text):
      ("<\(element)> cannot be \(text.quoted)", "export the file again")
    case .tooLong: ("the music is longer than a score can be", "split it")
    case .archiveCutShort: ("the compressed file is cut short", "fetch it again")
    case .archiveUnsupported(let what):
      ("the compressed file has \(what), which is not read", "export it as .musicxml")
    case .archiveDamaged(let what): ("the compressed file is damaged (\(what))", "fetch it again")
    case .archiveTooLarge(let limit):
      ("what is compressed here is larger than \(limit) bytes", "export it as .musicxml")
    case .noScoreInArchive: ("no score is in the compressed file", "export it again")
    }
  }
}

extension String {
  /// In quotation marks, not longer than a line has room for.
  fileprivate var quoted: String { "\"\(prefix(40))\"" }
}
