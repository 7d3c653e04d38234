// A take says how it was made, and is made again from that.

import Checkpoint
import Music
import RWKV
import Random
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells

/// Options of every kind, the same for a seed.
private func randomOptions(_ random: inout SplitMix64) -> CompletionOptions {
  func maybe<Value>(_ value: @autoclosure () -> Value) -> Value? {
    Bool.random(using: &random) ? value() : nil
  }
  var options = CompletionOptions()
  options.takes = .random(in: 1...3, using: &random)
  options.candidates = options.takes + .random(in: 0...2, using: &random)
  options.sampling.similarity = .random(in: 0...2, using: &random)
  options.seed = random.next()
  options.promptTokens = [64, 500, 4096].randomElement(using: &random)!
  options.dynamics = maybe(.random(using: &random))
  options.pedals = maybe(.random(using: &random))
  options.acceptsSilence = .random(using: &random)
  options.sampling.temperature = .random(in: 0...2, using: &random)
  options.sampling.topK = maybe(.random(in: 1...50, using: &random))
  options.sampling.topP = maybe(.random(in: 0.1...1, using: &random))
  options.sampling.minP = maybe(.random(in: 0...0.1, using: &random))
  options.sampling.repetition = maybe(.random(in: 0...4, using: &random))
  options.sampling.chords = maybe(Progression(named: "Em | Am D7")!)
  options.sampling.density = maybe(.random(in: 0.5...1, using: &random))
  options.controls.chords = maybe(Progression(named: "Bbmaj7 F#m7b5 C")!)
  options.controls.pitchClasses = maybe(Key(tonic: 2, isMinor: true).pitchClasses)
  options.controls.range = maybe(Pitch(40)...Pitch(80))
  options.controls.grid = maybe(Controls.possibleGrids.randomElement(using: &random)!)
  options.controls.notesPerBar = maybe(.random(in: 1...9, using: &random))
  options.controls.chordsPerBar = maybe(.random(in: 1...5, using: &random))
  options.controls.polyphony = maybe(.random(in: 1...5, using: &random))
  options.controls.isPlayable = .random(using: &random)
  return options
}

@Suite struct ReproductionTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func aTakeIsMadeAgainFromItsOwnWords(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let score = quarters(24)
    let holes: [Hole] = [
      .after(bars: 2), .bars([1, 2, 4]), .bars(0...5, hands: [.left]),
      .cells([Cell(bar: 1, hand: .right), Cell(bar: 3, hand: .left)]),
    ]
    let takes = try complete(
      score, holes.randomElement(using: &random)!, randomOptions(&random),
      model: RandomModel.model, cells: cells)
    let given = takes.given
    for take in takes.takes() {
      let text = take.record.text
      #expect(text.utf8.allSatisfy { 32 <= $0 && $0 < 127 })
      let written = take.score(in: given)
      let record = try TakeRecord(lastIn: written)
      #expect(record == take.record)
      let again = try reproduce(record, of: score, model: RandomModel.model, cells: cells)
      let copies = again.takes()
      #expect(copies.count == 1)
      for copy in copies {
        try record.check(copy)
        #expect(copy.tokens == take.tokens)
        #expect(copy.score(in: again.given) == written)
      }
    }
  }

  private func record() throws -> TakeRecord {
    try drawn(quarters(8), .after(bars: 1), model: RandomModel.model, cells: cells).takes()[0]
      .record
  }

  @Test func whatDiffersIsNamed() throws {
    let record = try record()
    let other = RandomModel.make(seed: 2)
    let attempt = { (score: Score, model: Model) in
      _ = try reproduce(record, of: score, model: model, cells: cells)
    }
    #expect(
      throws: ReproductionError.otherModel(
        wanted: RandomModel.model.fingerprint, found: other.fingerprint)
    ) { try attempt(quarters(8), other) }
    #expect(
      throws: ReproductionError.otherPrompt(
        wanted: quarters(8).fingerprint, found: quarters(8, velocity: 65).fingerprint)
    ) { try attempt(quarters(8, velocity: 65), RandomModel.model) }
  }

  @Test func aTakeThatComesOutOtherwiseIsNoticed() throws {
    let record = try record()
    let wrong = TakeRecord(
      number: record.number, prompt: record.prompt, model: record.model,
      precision: record.precision, hole: record.hole, options: record.options,
      logLikelihood: record.logLikelihood.nextUp)
    for take in try reproduce(
      wrong, of: quarters(8), model: RandomModel.model, cells: cells
    ).takes() {
      #expect(throws: ReproductionError.self) { try wrong.check(take) }
    }
  }

  @Test func wordsThatAreNoRecordAreRefused() throws {
    let text = try record().text
    let version = "Continuo-Take/\(TakeRecord.version) "
    #expect(throws: ReproductionError.noRecord) { try TakeRecord(text: "Hello") }
    #expect(throws: ReproductionError.otherVersion("7")) {
      try TakeRecord(text: "Continuo-Take/7 {}")
    }
    for (old, new) in [
      ("\"take\":", "\"tak\":"), ("{", "["), ("\"prompt\":\"", "\"prompt\":\"x"),
      ("asStored", "exact"),
    ] {
      #expect(throws: ReproductionError.self) {
        try TakeRecord(text: text.replacing(old, with: new))
      }
    }
    for bars in ["0-4", "5-4", "1-2-3", "a", "1-99999999999", "1"] {
      let cells = text.replacing("\"after\":1", with: "\"left\":\"\(bars)\"")
      #expect(cells != text)
      #expect(throws: ReproductionError.damaged("its bars")) { try TakeRecord(text: cells) }
    }
    #expect(throws: ReproductionError.self) { try TakeRecord(text: version) }
  }

  @Test func scoresThatDifferInAnythingHaveOtherFingerprints() {
    let note = Note(onset: .zero, duration: Tick(4), pitch: Pitch(60), velocity: Velocity(64))
    func score(_ change: (inout Note) -> Void = { _ in }) -> UInt64 {
      var note = note
      change(&note)
      return Score(ticksPerQuarter: 48, tracks: [Track(notes: [note])]).fingerprint
    }
    let track = Track(notes: [note])
    let all = [
      score(), score { $0.onset = Tick(1) }, score { $0.duration = Tick(5) },
      score { $0.pitch = Pitch(61) }, score { $0.velocity = Velocity(65) },
      Score(ticksPerQuarter: 49, tracks: [track]).fingerprint,
      Score(ticksPerQuarter: 48, tracks: [Track(name: "A", notes: [note])]).fingerprint,
      Score(ticksPerQuarter: 48, tracks: [Track(channel: 1, notes: [note])]).fingerprint,
      Score(
        ticksPerQuarter: 48, tracks: [track],
        tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 9)]
      ).fingerprint,
      Score(ticksPerQuarter: 48, tracks: [track], remarks: [TextEvent(onset: .zero, text: "A")])
        .fingerprint,
      Score(ticksPerQuarter: 48, tracks: [track], remarks: [TextEvent(onset: .zero, text: "B")])
        .fingerprint,
    ]
    #expect(Set(all).count == all.count)
    #expect(score() == score())
  }

  @Test func everyFieldOfTheOptionsIsInTheTable() {
    func fields(_ value: Any) -> [String] {
      Mirror(reflecting: value).children.flatMap { child -> [String] in
        child.value is SamplingOptions || child.value is Controls
          ? fields(child.value) : [child.label ?? ""]
      }
    }
    let asking = ["takes", "candidates", "seed"]
    let deciding = fields(CompletionOptions()).filter { !asking.contains($0) }
    #expect(TakeOption.all.count == deciding.count, "\(deciding)")
    #expect(Set(TakeOption.all.map(\.key.stringValue)).count == TakeOption.all.count)
  }

  @Test func aRecordOfEarlierDaysIsRead() throws {
    let text =
      #"Continuo-Take/3 {"after":2,"chords":"| Em | Am D7 |","density":8,"grid":4,"hands":"right,left","#
      + #""locked":[[0,480,60,64]],"logLikelihood":-12.5,"minP":0.05,"model":"00000000000000ab","#
      + #""notesPerBar":9,"pedals":true,"pitchClasses":[0,4],"playable":true,"precision":"asStored","#
      + #""pressed":true,"prompt":"00000000000000cd","promptTokens":4096,"range":[40,80],"rhythm":true,"#
      + #""seed":18446744073709551615,"silence":true,"similarity":0.5,"take":3,"temperature":1.25,"topK":7}"#
    let record = try TakeRecord(text: text)
    #expect(record.text == text)
    #expect(record.number == 3 && record.model == 0xab && record.prompt == 0xcd)
    #expect(record.hole == .after(bars: 2))
    let options = record.options
    #expect(options.seed == .max && options.acceptsSilence && options.pedals == true)
    #expect(options.sampling.topP == nil && options.sampling.topK == 7)
    #expect(options.sampling.similarity == 0.5 && options.sampling.temperature == 1.25)
    #expect(options.sampling.chords == Progression(named: "Em | Am D7"))
    #expect(options.controls.range == Pitch(40)...Pitch(80))
    #expect(options.controls.pitchClasses == [0, 4] && options.controls.keepsRhythm)
    #expect(options.controls.isPlayable && options.controls.pressesPedal)
    #expect(options.locked.map(\.pitch) == [Pitch(60)])
    for (old, new) in [
      ("[40,80]", "[80,40]"), ("[40,80]", "[40]"), ("| Em |", "| Hx |"), ("60,64]", "60,640]"),
      (#""temperature":1.25,"#, ""), ("\"topK\":7", "\"topK\":\"7\""),
    ] {
      #expect(text.contains(old))
      #expect(throws: ReproductionError.self) {
        try TakeRecord(text: text.replacing(old, with: new))
      }
    }
  }
}
