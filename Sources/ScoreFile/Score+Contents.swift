// A score is read from the bytes of a file, whatever its kind.

import MIDIFile
import Music
import MusicXML

extension Score {
  /// Reads a Standard MIDI File or MusicXML (text or .mxl), whichever the bytes begin like.
  public init(contentsOf bytes: [UInt8]) throws(ScoreFileError) {
    switch ScoreFormat(of: bytes) {
    case .midi:
      do throws(MIDIFileError) { self = try Score(midi: bytes) } catch { throw .midi(error) }
    case .musicXML:
      do throws(MusicXMLError) { self = try Score(musicXML: bytes) } catch {
        throw .musicXML(error)
      }
    case nil: throw .unknownKind
    }
  }
}
