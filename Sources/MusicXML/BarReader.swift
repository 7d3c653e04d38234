// What stands in the bars of one part.

import Music

/// Reads what stands in the bars of one part, in the order of the file.
struct BarReader {
  private let part: Int
  private let ticksPerQuarter: Int
  private var bar = 0
  private var at = 0
  /// Where the last note began; a chord's others begin there too.
  private var lastOnset = 0
  private var divisions = 1
  private var velocity = 90
  /// In semitones, of each staff; 0 stands for all.
  private var transpositions: [Int: Int] = [:]

  init(part: Int, ticksPerQuarter: Int) {
    (self.part, self.ticksPerQuarter) = (part, ticksPerQuarter)
  }

  mutating func begin(_ bar: Int) {
    (self.bar, at, lastOnset) = (bar, 0, 0)
  }

  mutating func read(_ element: XMLElement, into draft: inout WrittenScore) throws(MusicXMLError) {
    switch element.name {
    case "note": try readNote(element, &draft)
    case "backup": at = max(0, at - (try duration(element)))
    case "forward": try move(by: try duration(element), &draft, line: element.line)
    case "attributes": try readAttributes(element, &draft)
    case "direction":
      var offset = 0
      if let shift = element.child("offset") { offset = try ticks(shift) }
      let moment = WrittenScore.Moment(bar: bar, offset: max(0, at + offset))
      try readDirection(element, moment, &draft)
    case "sound": try readSound(element, WrittenScore.Moment(bar: bar, offset: at), &draft)
    case "barline": readBarLine(element, &draft)
    default: break
    }
  }

  private mutating func move(
    by ticks: Int, _ draft: inout WrittenScore, line: Int
  ) throws(MusicXMLError) {
    at += ticks
    guard at <= Int(Int32.max) / 4 else { throw MusicXMLError(.tooLong, line: line) }
    draft.bars[bar].length = max(draft.bars[bar].length, at)
  }

  // MARK: - Notes

  /// Grace notes and cue notes are left out; they take no time, or that of a rest.
  private mutating func readNote(_ note: XMLElement, _ draft: inout WrittenScore)
    throws(MusicXMLError)
  {
    guard !note.has("grace") else { return }
    let length = try duration(note)
    let isChord = note.has("chord")
    let onset = isChord ? lastOnset : at
    if !isChord {
      lastOnset = at
      try move(by: length, &draft, line: note.line)
    }
    let isSilent = note.has("rest") || note.has("cue") || note[attribute: "print-object"] == "no"
    guard !isSilent, length > 0, let pitch = note.child("pitch") else { return }
    let staff = try note.child("staff")?.integer(in: 1...WrittenScore.mostStaves) ?? 1
    let number =
      try keyNumber(pitch) + (transpositions[staff] ?? transpositions[0] ?? 0)
    guard 0...127 ~= number else { return }
    let ties = note.all("tie").map { $0[attribute: "type"] }
    var velocity = self.velocity
    if let dynamics = note[attribute: "dynamics"].flatMap(Double.init) {
      velocity = loudness(dynamics)
    }
    draft.notes[WrittenScore.Staff(part: part, number: staff), default: []].append(
      WrittenScore.WrittenNote(
        moment: WrittenScore.Moment(bar: bar, offset: onset), duration: length, pitch: number,
        velocity: velocity, continues: ties.contains("stop"), goesOn: ties.contains("start")))
    draft.bars[bar].length = max(draft.bars[bar].length, onset + length)
  }

  /// One that is not drawn does not end the bar.
  private func readBarLine(_ line: XMLElement, _ draft: inout WrittenScore) {
    guard line.child("bar-style")?.word == "none", line[attribute: "location"] != "left" else {
      return
    }
    draft.hiddenBarLines.insert(bar)
  }

  private func keyNumber(_ pitch: XMLElement) throws(MusicXMLError) -> Int {
    let steps = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
    guard let step = pitch.child("step"), let semitone = steps[step.word],
      let octave = pitch.child("octave")
    else { throw MusicXMLError(.malformed("a pitch has no step or octave"), line: pitch.line) }
    // Quarter tones are rounded down: a piano has none.
    let alter = try pitch.child("alter")?.number().rounded(.down).exactly ?? 0
    guard -12...12 ~= alter else {
      throw MusicXMLError(.outOfRange(element: "alter", text: "\(alter)"), line: pitch.line)
    }
    return 12 * (try octave.integer(in: -1...12) + 1) + semitone + alter
  }

  private func duration(_ element: XMLElement) throws(MusicXMLError) -> Int {
    guard let duration = element.child("duration") else { return 0 }
    let length = try ticks(duration)
    guard length >= 0 else {
      throw MusicXMLError(
        .outOfRange(element: "duration", text: duration.word), line: duration.line)
    }
    return length
  }

  /// An element's divisions as ticks.
  private func ticks(_ element: XMLElement) throws(MusicXMLError) -> Int {
    let value = try element.number() * Double(ticksPerQuarter) / Double(divisions)
    guard let ticks = value.rounded().exactly, abs(ticks) <= Int(Int32.max) / 4 else {
      throw MusicXMLError(.tooLong, line: element.line)
    }
    return ticks
  }

  // MARK: - Attributes

  private mutating func readAttributes(
    _ element: XMLElement, _ draft: inout WrittenScore
  ) throws(MusicXMLError) {
    if let divisions = element.child("divisions") {
      self.divisions = try divisions.integer(in: 1...1_000_000)
    }
    let moment = WrittenScore.Moment(bar: bar, offset: at)
    if let key = element.child("key"), let fifths = key.child("fifths") {
      let sharps = try fifths.integer(in: -100...100)
      if -7...7 ~= sharps {
        draft.keys.append((moment, sharps, key.child("mode")?.word == "minor"))
      }
    }
    if at == 0, let time = element.child("time"), let metre = try metre(time) {
      draft.bars[bar].metre = metre
    }
    for transpose in element.all("transpose") {
      let staff = transpose[attribute: "number"].flatMap { Int($0) } ?? 0
      let semitones = try transpose.child("chromatic")?.integer(in: -127...127) ?? 0
      let octaves = try transpose.child("octave-change")?.integer(in: -10...10) ?? 0
      transpositions[staff] = semitones + 12 * octaves
    }
  }

  /// The sum of what stands over one another, such as 3+2 over 8; nil where that is none.
  private func metre(
    _ time: XMLElement
  ) throws(MusicXMLError) -> (numerator: Int, denominator: Int)? {
    let beats = Array(time.all("beats"))
    guard beats.count == 1, let unit = time.child("beat-type") else { return nil }
    let numbers = beats[0].word.split(separator: "+").map {
      Int($0.filter { !$0.isWhitespace }) ?? 0
    }
    let denominator = try unit.integer(in: 1...128)
    guard numbers.allSatisfy({ 1...255 ~= $0 }), numbers.count < 256 else { return nil }
    let numerator = numbers.reduce(0, +)
    guard 1...255 ~= numerator, denominator & (denominator - 1) == 0 else { return nil }
    return (numerator, denominator)
  }

  // MARK: - Directions

  private mutating func readDirection(
    _ direction: XMLElement, _ moment: WrittenScore.Moment, _ draft: inout WrittenScore
  ) throws(MusicXMLError) {
    let staff = try direction.child("staff")?.integer(in: 1...WrittenScore.mostStaves) ?? 1
    for type in direction.all("direction-type") {
      for pedal in type.all("pedal") {
        let key = WrittenScore.Staff(part: part, number: staff)
        switch pedal[attribute: "type"] {
        case "start", "resume": draft.pedals[key, default: []].append((moment, true))
        case "stop", "discontinue": draft.pedals[key, default: []].append((moment, false))
        case "change": draft.pedals[key, default: []] += [(moment, false), (moment, true)]
        default: break
        }
      }
    }
    if let sound = direction.child("sound") { try readSound(sound, moment, &draft) }
  }

  private mutating func readSound(
    _ sound: XMLElement, _ moment: WrittenScore.Moment, _ draft: inout WrittenScore
  ) throws(MusicXMLError) {
    if let tempo = sound[attribute: "tempo"].flatMap(Double.init), tempo > 0,
      let microseconds = (60_000_000 / tempo).rounded().exactly, 1..<(1 << 24) ~= microseconds
    {
      draft.tempos.append((moment, microseconds))
    }
    if let dynamics = sound[attribute: "dynamics"].flatMap(Double.init) {
      velocity = loudness(dynamics)
    }
  }
}

/// The velocity of a loudness in percent of MusicXML's forte, which is 90.
private func loudness(_ percent: Double) -> Int {
  guard percent.isFinite else { return 90 }
  return Int(min(127, max(1, percent * 0.9)).rounded())
}
