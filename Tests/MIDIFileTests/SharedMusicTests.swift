// Real files are read, written and read again.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite(
  .enabled(if: Shared.hasData(), "\(Shared.noData)"))
struct SharedMusicTests {
  @Test func everyFileIsTheSameAfterWritingAndReading() throws {
    let files = Shared.files(endingWith: ".mid", ".midi")
    #expect(!files.isEmpty)
    for file in files {
      let score = try Score(midi: [UInt8](Data(contentsOf: file)))
      #expect(score.noteCount > 0, "\(file.path)")
      let again = try Score(midi: score.midi())
      #expect(again == score, "\(file.path)")
    }
  }
}
