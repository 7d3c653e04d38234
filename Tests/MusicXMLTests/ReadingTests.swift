// What is read of what is written, and what is refused.

import Music
import MusicXML
import Testing

/// A score of one part with the given bars.
private func document(_ bars: String..., before: String = "") -> [UInt8] {
  let measures = bars.map { "<measure>\($0)</measure>" }.joined()
  return Array((before + "<score-partwise><part id='P1'>\(measures)</part></score-partwise>").utf8)
}

private func note(_ step: String, _ duration: Int, _ more: String = "") -> String {
  "<note>\(more)<pitch><step>\(step)</step><octave>4</octave></pitch>"
    + "<duration>\(duration)</duration></note>"
}

private let threeFour =
  "<attributes><divisions>2</divisions><time><beats>3</beats><beat-type>4</beat-type></time>"
  + "</attributes>"

private func refusal(_ bytes: [UInt8]) -> MusicXMLError.Reason? {
  do throws(MusicXMLError) {
    _ = try Score(musicXML: bytes)
    return nil
  } catch { return error.reason }
}

@Suite struct ReadingTests {
  @Test func tiedNotesAreOneNoteAndChordsBeginTogether() throws {
    let score = try Score(
      musicXML: document(
        threeFour + note("C", 6, "<tie type='start'/>") + note("E", 6, "<chord/>"),
        note("C", 2, "<tie type='stop'/>") + note("D", 4)))
    let quarter = score.ticksPerQuarter
    let notes = score.tracks[0].notes
    #expect(notes.map { Int($0.pitch.number) } == [60, 64, 62])
    #expect(notes.map { $0.onset.value / quarter } == [0, 0, 4])
    #expect(notes.map { $0.duration.value / quarter } == [4, 3, 2])
  }

  @Test func aPickupStandsAtTheEndOfAWholeBar() throws {
    let score = try Score(musicXML: document(threeFour + note("C", 2), note("D", 6)))
    #expect(score.tracks[0].notes.map { $0.onset.value / score.ticksPerQuarter } == [2, 3])
    #expect(score.barCount == 2 && score.metres.count == 1)
  }

  @Test func aShortBarInThePieceHasASignatureOfItsOwn() throws {
    let score = try Score(
      musicXML: document(threeFour + note("C", 6), note("D", 2), note("E", 6)))
    #expect(score.metres.map(\.numerator) == [3, 1, 3])
    #expect(score.bars().map { $0.onset.value / score.ticksPerQuarter } == [0, 3, 4])
  }

  @Test func graceNotesAndCueNotesAreLeftOut() throws {
    let score = try Score(
      musicXML: document(
        threeFour + "<note><grace/><pitch><step>D</step><octave>4</octave></pitch></note>"
          + note("C", 2, "<cue/>") + note("E", 4)))
    #expect(score.tracks[0].notes.map { Int($0.pitch.number) } == [64])
  }

  @Test func aRepeatSignInABarMakesNoBar() throws {
    let half = "<barline location='right'><bar-style>none</bar-style></barline>"
    let score = try Score(
      musicXML: document(
        threeFour + note("C", 6), note("D", 2) + half, note("E", 4), note("F", 6)))
    #expect(score.bars().map { $0.onset.value / score.ticksPerQuarter } == [0, 3, 6])
    #expect(score.tracks[0].notes.map { $0.onset.value / score.ticksPerQuarter } == [0, 3, 4, 6])
    #expect(score.metres.count == 1)
  }

  @Test func aHiddenLineAtTheLeftOfABarEndsNoBarBeforeIt() throws {
    let left = "<barline location='left'><bar-style>none</bar-style></barline>"
    let score = try Score(
      musicXML: document(
        threeFour + note("C", 6), left + note("D", 2), note("E", 4), note("F", 6)))
    #expect(score.bars().map { $0.onset.value / score.ticksPerQuarter } == [0, 3, 4, 6])
  }

  @Test func tiesHoldThroughWhatIsWrittenBetween() throws {
    let score = try Score(
      musicXML: document(
        threeFour + note("C", 1, "<tie type='start'/>") + note("E", 1, "<tie type='start'/>")
          + note("C", 4, "<tie type='stop'/>") + note("E", 4, "<chord/><tie type='stop'/>")))
    let eighth = score.ticksPerQuarter / 2
    #expect(score.tracks[0].notes.map { $0.onset.value / eighth } == [0, 1])
    #expect(score.tracks[0].notes.map { $0.duration.value / eighth } == [6, 5])
  }

  @Test func ofSeveralOpenTiesTheLastGoesOn() throws {
    let open = note("C", 1, "<tie type='start'/>")
    let score = try Score(
      musicXML: document(
        threeFour + open + open + note("D", 1) + note("C", 3, "<tie type='stop'/>")))
    let eighth = score.ticksPerQuarter / 2
    #expect(score.tracks[0].notes.map { $0.onset.value / eighth } == [0, 1, 2])
    #expect(score.tracks[0].notes.map { $0.duration.value / eighth } == [1, 5, 1])
  }

  @Test func twoStavesAreTwoTracksAndTransposedPartsSound() throws {
    let score = try Score(
      musicXML: document(
        "<attributes><divisions>2</divisions><transpose><chromatic>-2</chromatic></transpose>"
          + "</attributes>" + staff(1, "C") + "<backup><duration>2</duration></backup>"
          + staff(2, "E")))
    #expect(score.tracks.map { $0.notes.map { Int($0.pitch.number) } } == [[58], [62]])
    #expect(score.tracks.map { $0.notes.map(\.onset.value) } == [[1440], [1440]])
  }

  @Test(arguments: [
    ("<chromatic>0</chromatic><octave-change>-1</octave-change>", 48),
    ("<chromatic>0</chromatic><octave-change>2</octave-change>", 84),
    ("<chromatic>-2</chromatic><octave-change>-1</octave-change>", 46),
    ("<diatonic>-5</diatonic><chromatic>-9</chromatic>", 51),
  ])
  func aPartThatSoundsInAnotherOctaveIsReadAsItSounds(transposition: String, pitch: Int) throws {
    let attributes =
      "<attributes><divisions>2</divisions><transpose>\(transposition)</transpose></attributes>"
    let score = try Score(musicXML: document(attributes + note("C", 8)))
    #expect(score.tracks[0].notes.map { Int($0.pitch.number) } == [pitch])
  }

  @Test func aTranspositionMayBeThatOfOneStaff() throws {
    let attributes =
      "<attributes><divisions>2</divisions><transpose number='2'><chromatic>0</chromatic>"
      + "<octave-change>-1</octave-change></transpose></attributes>"
    let score = try Score(
      musicXML: document(
        attributes + staff(1, "C") + "<backup><duration>2</duration></backup>" + staff(2, "E")))
    #expect(score.tracks.map { $0.notes.map { Int($0.pitch.number) } } == [[60], [52]])
  }

  /// An 8va and a clef with an 8 below say how the notes are drawn: their pitches are those that
  /// sound.
  @Test func octavesThatAreOnlyDrawnChangeNothing() throws {
    let shift = { (type: String) in
      "<direction><direction-type><octave-shift type='\(type)' size='8'/></direction-type>"
        + "</direction>"
    }
    let clef =
      "<attributes><divisions>2</divisions><clef><sign>G</sign><line>2</line>"
      + "<clef-octave-change>-1</clef-octave-change></clef></attributes>"
    let score = try Score(
      musicXML: document(clef + shift("down") + note("C", 4) + shift("stop") + note("D", 4)))
    #expect(score.tracks[0].notes.map { Int($0.pitch.number) } == [60, 62])
  }

  private func staff(_ number: Int, _ step: String) -> String {
    note(step, 2).replacing("</note>", with: "<staff>\(number)</staff></note>")
  }

  @Test func pedalTempoAndKeyAreRead() throws {
    let pedal = { (type: String) in
      "<direction><direction-type><pedal type='\(type)'/></direction-type>"
        + "<sound tempo='90'/></direction>"
    }
    let score = try Score(
      musicXML: document(
        "<attributes><divisions>2</divisions><key><fifths>-3</fifths><mode>minor</mode></key>"
          + "</attributes>" + pedal("start") + note("C", 4) + pedal("stop") + note("D", 4)))
    #expect(score.tracks[0].pedals.map(\.duration.value) == [2 * score.ticksPerQuarter])
    #expect(score.tempos.first?.microsecondsPerQuarter == 666_667)
    #expect(score.keys.map(\.sharps) == [-3] && score.keys.map(\.isMinor) == [true])
  }

  @Test func loudnessIsAPercentageOfForte() throws {
    let sound = "<direction><sound dynamics='50'/></direction>"
    let loud = note("D", 4).replacing("<note>", with: "<note dynamics='100'>")
    let score = try Score(musicXML: document(note("C", 4) + sound + note("E", 4) + loud))
    #expect(score.tracks[0].notes.map { Int($0.velocity.value) } == [90, 45, 90])
  }

  @Test func quarterTonesAreRoundedDown() throws {
    let altered = { (alter: String) in
      note("D", 4).replacing("<octave>", with: "<alter>\(alter)</alter><octave>")
    }
    let score = try Score(
      musicXML: document(altered("0.5") + altered("-0.5") + altered("1") + altered("-1")))
    #expect(score.tracks[0].notes.map { Int($0.pitch.number) } == [62, 61, 63, 61])
  }

  @Test func aPedalMayAlsoEndBeingDiscontinuedOrChanged() throws {
    let pedal = { (type: String) in
      "<direction><direction-type><pedal type='\(type)'/></direction-type></direction>"
    }
    let score = try Score(
      musicXML: document(
        "<attributes><divisions>1</divisions></attributes>" + pedal("start") + note("C", 1)
          + pedal("change") + note("D", 2) + pedal("discontinue") + note("E", 1)
          + pedal("resume") + note("F", 1) + pedal("stop") + note("G", 1)))
    let quarter = score.ticksPerQuarter
    #expect(score.tracks[0].pedals.map { $0.duration.value / quarter } == [1, 2, 1])
  }

  @Test func timewiseScoresAreReadToo() throws {
    let bar = { (step: String) in "<measure><part id='P1'>\(note(step, 4))</part></measure>" }
    let text = "<score-timewise>\(bar("C"))\(bar("D"))</score-timewise>"
    let score = try Score(musicXML: Array(text.utf8))
    #expect(score.tracks[0].notes.map { $0.onset.value / score.ticksPerQuarter } == [0, 4])
  }

  @Test func entitiesOfTheFileAreRefused() {
    let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;\">]>"
    #expect(refusal(document(note("C", 1), before: bomb)) == .declaredEntities)
    #expect(refusal(document("&x;")) == .unknownEntity("x"))
    #expect(refusal(document(before: "<!DOCTYPE a PUBLIC 'b' 'http://c/d'>")) == nil)
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(refusal(Array(deep.utf8)) == .nestedTooDeeply(limit: 64))
    guard case .nestedTooDeeply = refusal(document(deep)) else {
      Issue.record("a deep text is read")
      return
    }
  }

  @Test func everyCutOfATextIsRefusedWithItsLine() throws {
    let whole = document(threeFour + "\n" + note("C", 6))
    for count in whole.indices {
      do throws(MusicXMLError) {
        _ = try Score(musicXML: Array(whole.prefix(count)))
        Issue.record("\(count) bytes are read")
      } catch {
        guard case .line(1...2) = error.place else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }
}
