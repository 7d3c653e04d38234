// The kind of a file is known by its content.

import MIDIFile
import Music
import ScoreFile
import Testing

@Suite struct ScoreFileTests {
  private static let text =
    "<score-partwise><part id='P'><measure><note><pitch><step>C</step><octave>4</octave></pitch>"
    + "<duration>1</duration></note></measure></part></score-partwise>"

  private func refusal(_ bytes: [UInt8]) -> ScoreFileError? {
    do throws(ScoreFileError) {
      _ = try Score(contentsOf: bytes)
      return nil
    } catch { return error }
  }

  @Test func aMIDIFileIsReadAsOne() throws {
    let note = Note(
      onset: Tick(0), duration: Tick(96), pitch: Pitch(60), velocity: Velocity(90))
    let score = Score(ticksPerQuarter: 96, tracks: [Track(notes: [note])])
    #expect(try Score(contentsOf: score.midi()) == Score(midi: score.midi()))
  }

  @Test(arguments: ["", " \r\n", "\u{FEFF}", "<?xml version='1.0'?>"])
  func textIsReadAsMusicXML(start: String) throws {
    #expect(try Score(contentsOf: Array((start + Self.text).utf8)).noteCount == 1)
  }

  @Test func textInUTF16IsReadAsMusicXML() throws {
    for isBig in [true, false] {
      let bytes = ("\u{FEFF}" + Self.text).utf16.flatMap { unit -> [UInt8] in
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        return isBig ? [high, low] : [low, high]
      }
      #expect(try Score(contentsOf: bytes).noteCount == 1)
    }
  }

  @Test func errorsAreThoseOfTheKind() {
    #expect(refusal([]) == .unknownKind)
    #expect(refusal(Array("RIFF....".utf8)) == .unknownKind)
    #expect(refusal(Array("MThd".utf8)).map(isMIDI) == true)
    #expect(refusal(Array("<html/>".utf8)).map(isMusicXML) == true)
    #expect(refusal([0x50, 0x4B, 3, 4]).map(isMusicXML) == true)
  }

  private func isMIDI(_ error: ScoreFileError) -> Bool {
    if case .midi = error { true } else { false }
  }

  private func isMusicXML(_ error: ScoreFileError) -> Bool {
    if case .musicXML = error { true } else { false }
  }
}
