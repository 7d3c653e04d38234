// Why a file is not a score of any kind that is read.

import MIDIFile
import MusicXML

/// Why a file is not a score of any kind that is read.
public enum ScoreFileError: Error, Hashable, Sendable {
  case unknownKind
  case midi(MIDIFileError)
  case musicXML(MusicXMLError)
}

extension ScoreFileError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// Where, and what is wrong.
  public var problem: String {
    switch self {
    case .unknownKind:
      "byte 0: this is neither a Standard MIDI File, which begins with MThd, nor MusicXML"
    case .midi(let error): error.problem
    case .musicXML(let error): error.problem
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .unknownKind: "choose a .mid, .musicxml or .mxl file"
    case .midi(let error): error.advice
    case .musicXML(let error): error.advice
    }
  }
}
