// Why a file of bytes is not a score, and at which byte.

/// Why the bytes of a file are not a score, and at which of them.
public struct MIDIFileError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case notMIDI
    case headerCutShort
    case headerTooShort(length: Int)
    case severalSongs
    case unknownType(Int)
    case timeCodeDivision
    case noDivision
    case chunkCutShort(declared: Int, present: Int)
    case eventCutShort
    case noRunningStatus(byte: UInt8)
    case notADataByte(UInt8)
    case quantityTooLong
    case tickTooLarge
  }

  /// The byte at which the trouble is, counted from the start of the file.
  public let offset: Int
  public let reason: Reason

  init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension MIDIFileError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// Where, and what is wrong.
  public var problem: String { "byte \(offset): \(reason.texts.problem)" }

  /// What to do about it.
  public var advice: String { reason.texts.advice }
}

extension MIDIFileError.Reason: CustomStringConvertible {
  public var description: String { "\(texts.problem); \(texts.advice)" }

  /// What is wrong, and what to do about it.
  var texts: (problem: String, advice: String) {
    switch self {
    case .notMIDI:
      ("this is not a Standard MIDI File, which begins with MThd", "choose a .mid file")
    case .headerCutShort:
      ("the file ends inside its header", "fetch it again from where it came")
    case .headerTooShort(let length):
      ("the header holds \(length) bytes, not the 6 it needs", "export the file again")
    case .severalSongs:
      ("a file of type 2 holds several independent songs", "export one of them as type 0 or 1")
    case .unknownType(let type):
      ("the file says it is of type \(type)", "export it as type 0 or 1")
    case .timeCodeDivision:
      ("time is counted in SMPTE frames, not in quarters", "export the file with ticks per quarter")
    case .noDivision:
      ("the file has no ticks in a quarter", "export it with at least one")
    case .chunkCutShort(let declared, let present):
      ("a chunk of \(declared) bytes has only \(present)", "the file is cut short, fetch it again")
    case .eventCutShort:
      ("an event runs over the end of its track", "the file is damaged, export it again")
    case .noRunningStatus(let byte):
      ("the data byte \(byte) follows no status byte", "the file is damaged, export it again")
    case .notADataByte(let byte):
      (
        "\(byte) stands where a data byte (0 to 127) must be",
        "the file is damaged, export it again"
      )
    case .quantityTooLong:
      ("a number has more than four bytes", "the file is damaged, export it again")
    case .tickTooLarge:
      ("the music reaches tick 2147483648 and more", "shorten it or export it with fewer ticks")
    }
  }
}
