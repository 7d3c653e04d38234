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
  /// Where, what is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .unknownKind:
      "byte 0: this is neither a Standard MIDI File, which begins with MThd, nor MusicXML;"
        + " choose a .mid, .musicxml or .mxl file"
    case .midi(let error): error.description
    case .musicXML(let error): error.description
    }
  }
}
