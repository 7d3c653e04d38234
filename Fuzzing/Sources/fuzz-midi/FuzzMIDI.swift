// Any bytes as a MIDI file: what is read can be written, read again and tokenized.

import MIDIFile
import Music
import Tokens

private let remi = REMI(.continuo)

@_cdecl("LLVMFuzzerTestOneInput")
public func tryBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let score = try? Score(midi: bytes) else { return 0 }
  let again = try! Score(midi: score.midi())
  precondition(again == score, "a score that was written is not read back")
  if score.barCount < 1000 {
    let tokens = remi.encode(score)
    _ = remi.decode(tokens)
  }
  return 0
}
