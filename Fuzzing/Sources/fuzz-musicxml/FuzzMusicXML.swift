// Any bytes as MusicXML, text or compressed: what is read has bars and can be written as MIDI.

import MIDIFile
import Music
import MusicXML

@_cdecl("LLVMFuzzerTestOneInput")
public func tryBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let score = try? Score(musicXML: bytes) else { return 0 }
  precondition(score.noteCount <= 16 << 20)
  _ = score.barCount
  guard score.tracks.count < 1000 else { return 0 }
  let again = try! Score(midi: score.midi())
  precondition(again.noteCount == score.noteCount, "a note is lost on the way to MIDI")
  return 0
}
