// The record of a take as one line of text.

import Foundation
import Music
import RWKV
import Tokens

extension TakeRecord {
  /// What the text of a record begins with, whatever its version.
  static let mark = "Continuo-Take/"

  /// The record as one line of ASCII: `Continuo-Take/3 {"after":8,...}`, with what was asked for only.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .texts
    guard let json = try? encoder.encode(RecordDocument(self)) else {
      preconditionFailure("numbers and words are JSON")
    }
    return "\(TakeRecord.mark)\(TakeRecord.version) " + String(decoding: json, as: UTF8.self)
  }

  /// Reads what `text` gave.
  public init(text: String) throws(ReproductionError) {
    guard text.hasPrefix(TakeRecord.mark) else { throw .noRecord }
    let rest = text.dropFirst(TakeRecord.mark.count)
    let version = rest.prefix { $0 != " " }
    guard version == "\(TakeRecord.version)" else {
      throw .otherVersion(String(version.prefix(20)))
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .texts
    let document: RecordDocument
    do {
      document = try decoder.decode(
        RecordDocument.self, from: Data(rest.dropFirst(version.count).utf8))
    } catch { throw .damaged("it is not the JSON that it should be") }
    self = try document.record()
  }
}

extension JSONEncoder.NonConformingFloatEncodingStrategy {
  fileprivate static let texts = Self.convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

extension JSONDecoder.NonConformingFloatDecodingStrategy {
  fileprivate static let texts = Self.convertFromString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

/// The record as its JSON has it; what was not asked for is not there.
private struct RecordDocument: Codable {
  var take: Int
  var seed: UInt64
  var prompt, model: String
  var precision: String
  var logLikelihood: Double
  /// Bars after the end, and the hands in them.
  var after: Int?
  var hands: String?
  /// Bars of a hand, counted from 1, as in "9-12,15-15".
  var right, left: String?
  var promptTokens: Int
  var dynamics, pedals, silence: Bool?
  var temperature: Double
  var similarity: Double?
  var topK: Int?
  var topP, minP, repetition: Double?
  /// By "kind 3" or "pitch 60".
  var biases: [String: Double]?
  var pitchClasses, range: [Int]?
  var grid, notesPerBar, chordsPerBar, polyphony: Int?
  var playable, rhythm, pressed: Bool?
  /// As in "| Em | Am D7 |": chords that notes are of mostly, and only.
  var chords, onlyChords: String?
  var density: Double?
  /// Onset, duration, pitch and velocity of each note.
  var locked: [[Int]]?

  init(_ record: TakeRecord) {
    let options = record.options
    (take, seed, logLikelihood) = (record.number, options.seed, record.logLikelihood)
    (prompt, model) = (hexadecimal(record.prompt), hexadecimal(record.model))
    precision = record.precision.rawValue
    switch record.hole {
    case .after(let bars, let hands):
      after = bars
      self.hands = Hand.allCases.filter(hands.contains).map(\.rawValue).joined(separator: ",")
    case .cells(let cells):
      right = barList(cells.filter { $0.hand == .right && $0.bar >= 0 }.map(\.bar))
      left = barList(cells.filter { $0.hand == .left && $0.bar >= 0 }.map(\.bar))
    }
    promptTokens = options.promptTokens
    (dynamics, pedals) = (options.dynamics, options.pedals)
    silence = options.acceptsSilence ? true : nil
    let sampling = options.sampling
    similarity = sampling.similarity == 1 ? nil : sampling.similarity
    (temperature, topK, topP) = (sampling.temperature, sampling.topK, sampling.topP)
    (minP, repetition) = (sampling.minP, sampling.repetition)
    let named = sampling.biases.map { bias, nats in
      switch bias {
      case .kind(let kind): ("kind \(kind.rawValue)", nats)
      case .pitch(let pitch): ("pitch \(pitch.number)", nats)
      }
    }
    biases = named.isEmpty ? nil : Dictionary(uniqueKeysWithValues: named)
    let controls = options.controls
    pitchClasses = controls.pitchClasses?.sorted()
    range = controls.range.map { [Int($0.lowerBound.number), Int($0.upperBound.number)] }
    (grid, notesPerBar) = (controls.grid, controls.notesPerBar)
    (chordsPerBar, polyphony) = (controls.chordsPerBar, controls.polyphony)
    (chords, onlyChords) = (sampling.chords?.description, controls.chords?.description)
    density = sampling.density
    playable = controls.isPlayable ? true : nil
    pressed = controls.pressesPedal ? true : nil
    rhythm = controls.keepsRhythm ? true : nil
    let notes = options.locked.sorted().map {
      [$0.onset.value, $0.duration.value, Int($0.pitch.number), Int($0.velocity.value)]
    }
    locked = notes.isEmpty ? nil : notes
  }

  func record() throws(ReproductionError) -> TakeRecord {
    guard let prompt = UInt64(prompt, radix: 16), let model = UInt64(model, radix: 16),
      let precision = Model.Precision(rawValue: precision), take > 0
    else { throw .damaged("its model or its piece") }
    var options = CompletionOptions()
    options.takes = 1
    options.seed = seed
    options.promptTokens = promptTokens
    (options.dynamics, options.pedals) = (dynamics, pedals)
    options.acceptsSilence = silence ?? false
    options.sampling.temperature = temperature
    options.sampling.similarity = similarity ?? 1
    (options.sampling.topK, options.sampling.topP) = (topK, topP)
    (options.sampling.minP, options.sampling.repetition) = (minP, repetition)
    for (name, nats) in biases ?? [:] { options.sampling.biases[try bias(name)] = nats }
    options.controls.pitchClasses = pitchClasses.map(Set.init)
    if let range {
      let ends = range.compactMap { Pitch(exactly: $0) }
      guard ends.count == 2, range.count == 2, ends[0] <= ends[1] else { throw .damaged("range") }
      options.controls.range = ends[0]...ends[1]
    }
    (options.controls.grid, options.controls.notesPerBar) = (grid, notesPerBar)
    (options.controls.chordsPerBar, options.controls.polyphony) = (chordsPerBar, polyphony)
    options.sampling.chords = try chords.map(progression)
    options.controls.chords = try onlyChords.map(progression)
    options.sampling.density = density
    options.controls.isPlayable = playable ?? false
    options.controls.pressesPedal = pressed ?? false
    options.controls.keepsRhythm = rhythm ?? false
    options.locked = Set(try (locked ?? []).map(note))
    return TakeRecord(
      number: take, prompt: prompt, model: model, precision: precision, hole: try hole(),
      options: options, logLikelihood: logLikelihood)
  }

  private func progression(_ text: String) throws(ReproductionError) -> Progression {
    guard let progression = Progression(named: text) else { throw .damaged("its chords") }
    return progression
  }

  private func hole() throws(ReproductionError) -> Hole {
    if let after {
      let hands = (hands ?? "").split(separator: ",").compactMap { Hand(rawValue: String($0)) }
      return .after(bars: after, hands: Set(hands))
    }
    var cells: Set<Cell> = []
    for (list, hand) in [(right, Hand.right), (left, .left)] {
      guard let bars = barNumbers(list ?? "") else { throw .damaged("its bars") }
      cells.formUnion(bars.map { Cell(bar: $0, hand: hand) })
    }
    return .cells(cells)
  }

  private func note(_ numbers: [Int]) throws(ReproductionError) -> Note {
    guard numbers.count == 4, 0...Int(Int32.max) ~= numbers[0], 1...Int(Int32.max) ~= numbers[1],
      let pitch = Pitch(exactly: numbers[2]), let velocity = Velocity(exactly: numbers[3])
    else { throw .damaged("a locked note") }
    return Note(
      onset: Tick(numbers[0]), duration: Tick(numbers[1]), pitch: pitch, velocity: velocity)
  }

  private func bias(_ name: String) throws(ReproductionError) -> SamplingOptions.Bias {
    let words = name.split(separator: " ")
    if words.count == 2, let number = UInt8(words[1]) {
      if words[0] == "kind", let kind = TokenKind(rawValue: number) { return .kind(kind) }
      if words[0] == "pitch", let pitch = Pitch(exactly: Int(number)) { return .pitch(pitch) }
    }
    throw .damaged("a bias")
  }
}

/// Bars counted from 0 as ranges counted from 1, such as "9-12,15-15"; nil for none.
private func barList(_ bars: [Int]) -> String? {
  let runs = RangeSet(bars.map { $0..<$0 + 1 }).ranges
  guard !runs.isEmpty else { return nil }
  return runs.map { "\($0.lowerBound + 1)-\($0.upperBound)" }.joined(separator: ",")
}

/// The bars of such a list, counted from 0; nil where it is none, or has more than a piece.
private func barNumbers(_ list: String) -> [Int]? {
  var bars: [Int] = []
  for part in list.split(separator: ",") {
    let ends = part.split(separator: "-").map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], 1 <= first, first <= last,
      last <= Prompt.mostBars, bars.count + last - first < Prompt.mostBars
    else { return nil }
    bars += first - 1...last - 1
  }
  return bars
}
