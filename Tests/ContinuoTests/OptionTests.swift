// Each option of `continuo complete` changes what comes out, and its rule holds there.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

/// Where the command is run for one option, with a small piece in a folder of its own.
struct OptionTrial {
  /// Eight bars of 4/4 for two hands, all as loud and without pedal.
  static let piece = score(velocities: [70])

  static func score(velocities: [Int] = [70], pedals: [Pedal] = []) -> Score {
    let steps = [0, 4, 2, 7, 5, 4, 9, 7]
    let right = (0..<64).map { index in
      note(
        index, 67 + steps[index % 8] + index / 16 % 2 * 2,
        velocity: velocities[index % velocities.count], unit: 240)
    }
    let left = (0..<16).flatMap { index in
      [0, 7].map { note(index, 43 + index / 2 % 3 * 2 + $0, velocity: velocities[0], unit: 960) }
    }
    return Score(
      ticksPerQuarter: 480,
      tracks: [
        Track(name: "Right hand", notes: right),
        Track(name: "Left hand", notes: left, pedals: pedals),
      ], metres: [Metre(onset: .zero, numerator: 4, denominator: 4)])
  }

  /// What the command wrote.
  struct Written {
    let outcome: Command.Outcome
    /// By the paths of the files.
    let files: [String: [UInt8]]
    let takes: [WrittenTake]

    var music: [[Note]] { takes.map { ($0.right + $0.left).sorted() } }
    var notes: [Note] { music.flatMap(\.self) }
    /// The new notes of each bar that has some, of one take after the other.
    var bars: [[Note]] {
      music.flatMap { Dictionary(grouping: $0) { $0.onset.value / 1920 }.values }
    }
  }

  let folder: TemporaryFolder

  init(_ piece: Score = piece) throws {
    folder = try TemporaryFolder()
    try folder.write(piece.midi(), to: "piece.mid")
  }

  /// The command with these options beside bars 5 and 6, two takes and a seed.
  func run(
    _ options: [String], bare: Bool = false, environment: [String: String] = [:]
  ) throws -> Written {
    let old = Set(folder.files)
    var arguments = options
    let usual = [
      ("--bars", "5-6"), ("--seed", "11"), ("--takes", "2"), ("--candidates", "2"),
      ("--model", Recorded.cellsModel.path),
    ]
    for (option, value) in bare ? [] : usual where !options.contains(option) {
      arguments += [option, value]
    }
    let outcome = try Command.run(
      ["complete", "piece.mid"] + arguments, in: folder.url, environment: environment)
    #expect(outcome.status == 0, "\(options): \(outcome.error)")
    let new = folder.files.filter { !old.contains($0) && $0.contains(".") }
    let files = try Dictionary(uniqueKeysWithValues: new.map { ($0, try folder.read($0)) })
    let takes = try new.filter { $0.hasSuffix(".mid") }.map { try WrittenTake(files[$0]!) }
    return Written(outcome: outcome, files: files, takes: takes)
  }

  /// What comes out with `options` and without them, the rest being the same. The new notes differ.
  func effect(
    _ options: String..., beside others: [String] = []
  ) throws -> (with: Written, without: Written) {
    let (with, without) = (try run(options + others), try run(others))
    #expect(!with.notes.isEmpty && !without.notes.isEmpty)
    #expect(with.music != without.music, "\(options) change nothing")
    return (with, without)
  }

  /// Whether a rule holds with options and, so that this says something, not without them.
  func rule(
    _ options: String..., beside others: [String] = [], holds: (Written) -> Bool
  ) throws {
    let (with, without) = (try run(options + others), try run(others))
    #expect(with.music != without.music, "\(options) change nothing")
    #expect(!with.notes.isEmpty && holds(with), "\(options) are not kept to")
    #expect(!holds(without), "\(options): the rule says nothing")
  }
}

/// One take as a MIDI file has it.
struct WrittenTake {
  let score: Score
  /// New notes, by the names of their tracks.
  let right, left: [Note]
  let pedals: [Pedal]
  /// Notes of the tracks that were given.
  let kept: [Note]
  let keptRight, keptLeft: [Note]

  init(_ bytes: [UInt8]) throws {
    score = try Score(midi: bytes)
    let new = score.tracks.filter { $0.name.hasPrefix("Continuo take") }
    right = new.filter { !$0.name.hasSuffix("left hand") }.flatMap(\.notes)
    left = new.filter { $0.name.hasSuffix("left hand") }.flatMap(\.notes)
    pedals = new.flatMap(\.pedals)
    kept = score.tracks.filter { !$0.name.hasPrefix("Continuo take") }.flatMap(\.notes)
    keptRight = score.tracks.filter { $0.name == "Right hand" }.flatMap(\.notes)
    keptLeft = score.tracks.filter { $0.name == "Left hand" }.flatMap(\.notes)
  }

  /// The most notes that sound at once.
  static func mostAtOnce(_ notes: [Note]) -> Int {
    notes.map { at in notes.count { $0.onset <= at.onset && at.onset < $0.end } }.max() ?? 0
  }

  /// The widest that a hand is stretched, in semitones.
  static func widest(_ notes: [Note]) -> Int {
    notes.map { at in
      let keys = notes.filter { $0.onset <= at.onset && at.onset < $0.end }
        .map { Int($0.pitch.number) }
      return keys.max()! - keys.min()!
    }.max() ?? 0
  }
}

/// An option and what is to be seen of it.
struct OptionRow: Sendable, CustomTestStringConvertible {
  let option: String
  let check: @Sendable () throws -> Void

  init(_ option: String, _ check: @escaping @Sendable () throws -> Void) {
    (self.option, self.check) = (option, check)
  }

  var testDescription: String { option }
}

@Suite struct OptionTests {
  /// What `continuo --experimental-dump-help` says.
  private struct Help: Decodable {
    struct Command: Decodable {
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Command]?
    }
    struct Argument: Decodable {
      struct Name: Decodable { let kind, name: String }
      let kind: String
      let names: [Name]?
    }
    let command: Command
  }

  @Test func eachOptionOfTheCommandHasARow() throws {
    let trial = try OptionTrial()
    let dump = try Command.run(["--experimental-dump-help"], in: trial.folder.url).output
    let help = try JSONDecoder().decode(Help.self, from: Data(dump.utf8))
    let complete = try #require(
      help.command.subcommands?.first { $0.commandName == "complete" }?.arguments)
    let names = complete.filter { $0.kind != "positional" }.flatMap { $0.names ?? [] }
      .filter { $0.kind == "long" }.map { "--\($0.name)" }
    let rows = Set(rows.map(\.option))
    #expect(names.count > 20)
    #expect(Set(names).subtracting(["--help", "--version"]) == rows)
  }

  @Test func theDocumentedDefaultsAreTheDefaults() throws {
    let trial = try OptionTrial()
    let common = ["--seed", "11", "--model", Recorded.cellsModel.path]
    let documented = [
      "--bars", "8", "--takes", "4", "--candidates", "8", "--temperature", "1", "--similarity", "1",
      "--top-p", "0.9", "--timing", "auto",
    ]
    let (usual, asked) = (
      try trial.run(common, bare: true), try trial.run(common + documented, bare: true)
    )
    #expect(usual.music == asked.music && usual.takes.count == 4)
    let bars = Set(usual.notes.map(bar))
    #expect(bars.min() == 9 && bars.max() == 16)
  }

  @Test(arguments: rows) func theOptionChangesWhatComesOutAndItsRuleHolds(row: OptionRow) throws {
    try row.check()
  }
}

private func pitchClass(_ note: Note) -> Int { Int(note.pitch.number) % 12 }
private func bar(_ note: Note) -> Int { note.onset.value / 1920 + 1 }
private func isInHole(_ note: Note) -> Bool { 5...6 ~= bar(note) }

/// The hole's notes that a hand of the piece had.
private func replaced(_ hand: Int) -> [Note] {
  OptionTrial.piece.tracks[hand].notes.filter(isInHole)
}

/// Which steps of three notes stand in the piece.
private func steps(_ notes: [Note]) -> [[Int]] {
  let sorted = notes.sorted()
  return zip(sorted, zip(sorted.dropFirst(), sorted.dropFirst(2))).map { first, others in
    [others.0, others.1].flatMap {
      [Int($0.pitch.number) - Int(first.pitch.number), $0.onset.value - first.onset.value]
    }
  }
}

/// The share of new three notes in a row that stand in the piece.
private func quoted(_ written: OptionTrial.Written) -> Double {
  let known = Set(OptionTrial.piece.tracks.flatMap { steps($0.notes) })
  let new = written.takes.flatMap { steps($0.right) + steps($0.left) }
  return Double(new.count(where: known.contains)) / Double(new.count)
}

/// How many four notes in a row stand at the same places of one of the four bars before.
private func repetitions(_ take: WrittenTake) -> Int {
  func rows(_ notes: [Note]) -> [[Int]] {
    let sorted = notes.sorted()
    return sorted.indices.dropLast(3).map { start in
      sorted[start..<start + 4].flatMap { [Int($0.pitch.number), $0.onset.value % 1920] }
    }
  }
  let before = take.kept.filter { 1...4 ~= bar($0) }
  let known = Set(
    rows(before.filter { $0.pitch >= Pitch(60) }) + rows(before.filter { $0.pitch < Pitch(60) }))
  return (rows(take.right) + rows(take.left)).count(where: known.contains)
}

/// Where the take that is likeliest does not depend on chance.
private let certain = ["--takes", "1", "--candidates", "1"]

/// One row for each option of the command.
private let rows = ruleRows + narrowingRows + otherRows

private let ruleRows: [OptionRow] =
  [
    OptionRow("--bars") {
      let trial = try OptionTrial()
      try trial.rule("--bars", "2,4") { written in
        written.takes.allSatisfy { take in
          (take.right + take.left).allSatisfy { [2, 4].contains(bar($0)) }
            && take.kept.sorted()
              == OptionTrial.piece.tracks.flatMap(\.notes).filter { ![2, 4].contains(bar($0)) }
              .sorted()
        }
      }
      try trial.rule("--bars", "3") { written in
        written.takes.allSatisfy { take in
          (take.right + take.left).allSatisfy { 9...11 ~= bar($0) }
            && take.kept.count == OptionTrial.piece.tracks.flatMap(\.notes).count
        }
      }
    },
    OptionRow("--hand") {
      for (hand, other) in [("left", 0), ("right", 1)] {
        try OptionTrial().rule("--hand", hand) { written in
          written.takes.allSatisfy { take in
            (hand == "left" ? take.right : take.left).isEmpty
              && (other == 0 ? take.keptRight : take.keptLeft)
                == OptionTrial.piece.tracks[other].notes
          }
        }
      }
    },
    OptionRow("--key") {
      try OptionTrial().rule("--key", "E minor") { written in
        written.notes.allSatisfy { [4, 6, 7, 9, 11, 0, 1, 2, 3].contains(pitchClass($0)) }
      }
      try OptionTrial().rule("--key", "C,D,E,G,A") { written in
        written.notes.allSatisfy { [0, 2, 4, 7, 9].contains(pitchClass($0)) }
      }
    },
    OptionRow("--range") {
      try OptionTrial().rule("--range", "C3-G4") { written in
        written.notes.allSatisfy { Pitch(48)...Pitch(67) ~= $0.pitch }
      }
    },
    OptionRow("--grid") {
      for (grid, ticks) in [("2", 240), ("3", 160)] {
        try OptionTrial().rule("--grid", grid) { written in
          written.notes.allSatisfy { $0.onset.value % ticks == 0 && $0.end.value % ticks == 0 }
        }
      }
    },
    OptionRow("--notes-per-bar") {
      try OptionTrial().rule("--notes-per-bar", "3") { written in
        written.bars.allSatisfy { $0.count <= 3 }
      }
    },
    OptionRow("--chords-per-bar") {
      try OptionTrial().rule("--chords-per-bar", "3") { written in
        written.bars.allSatisfy { Set($0.map(\.onset)).count <= 3 }
      }
    },
    OptionRow("--polyphony") {
      try OptionTrial().rule("--polyphony", "2") { written in
        written.music.allSatisfy { WrittenTake.mostAtOnce($0) <= 2 }
      }
    },
    OptionRow("--playable") {
      try OptionTrial().rule("--playable") { written in
        written.takes.allSatisfy { take in
          [take.right + take.keptRight, take.left + take.keptLeft].allSatisfy {
            WrittenTake.mostAtOnce($0) <= 5 && WrittenTake.widest($0) <= 14
          }
        }
      }
    },
    OptionRow("--chords") {
      func share(_ written: OptionTrial.Written) -> Double {
        let own = written.notes.count {
          (bar($0) == 5 ? [4, 7, 11] : [9, 0, 4]).contains(pitchClass($0))
        }
        return Double(own) / Double(written.notes.count)
      }
      let (with, without) = try OptionTrial().effect(
        "--chords", "Em | Am", beside: ["--takes", "4", "--candidates", "4"])
      #expect(share(with) > share(without) + 0.25)
    },
    OptionRow("--chords-only") {
      try OptionTrial().rule("--chords-only", beside: ["--chords", "Em | Am D7"]) { written in
        written.notes.allSatisfy { note in
          let chord =
            bar(note) == 5
            ? [4, 7, 11] : note.onset.value % 1920 < 960 ? [9, 0, 4] : [2, 6, 9, 0]
          return chord.contains(pitchClass(note))
        }
      }
    },
    OptionRow("--density") {
      func mean(_ written: OptionTrial.Written) -> Double {
        Double(written.notes.count) / Double(2 * written.takes.count)
      }
      for (density, range) in [("6", 4.0...10.5), ("30", 26.0...35)] {
        try OptionTrial().rule("--density", density, beside: ["--takes", "3", "--candidates", "3"])
        {
          range.contains(mean($0))
        }
      }
    },
    OptionRow("--keep-rhythm") {
      try OptionTrial().rule("--keep-rhythm") { written in
        written.takes.allSatisfy { take in
          Set(take.right.map(\.onset)) == Set(replaced(0).map(\.onset))
            && Set(take.left.map(\.onset)) == Set(replaced(1).map(\.onset))
        }
      }
    },
    OptionRow("--keep") {
      let kept = replaced(0).filter { $0.pitch >= Pitch(72) }
      #expect(kept.count > 4)
      try OptionTrial().rule("--keep", "C5-C7") { written in
        written.takes.allSatisfy { take in
          take.kept.filter(isInHole) == kept
        }
      }
    },
    OptionRow("--pedal") {
      func hasPedal(_ written: OptionTrial.Written) -> Bool {
        written.takes.allSatisfy { take in
          // Bars 3 to 6.
          (2..<6).allSatisfy { bar in
            take.pedals.contains {
              (1920 * bar..<1920 * (bar + 1)).overlaps($0.onset.value..<$0.end.value)
            }
          }
        }
      }
      let trial = try OptionTrial()
      let many = ["--bars", "3-6", "--takes", "6", "--candidates", "6"]
      #expect(hasPedal(try trial.run(["--pedal", "on"] + many)))
      #expect(try trial.run([]).takes.allSatisfy { $0.pedals.isEmpty })
      let pressed = try OptionTrial(
        OptionTrial.score(
          pedals: (0..<8).map { Pedal(onset: Tick(1920 * $0), duration: Tick(1900)) }))
      #expect(try pressed.run([]).takes.contains { !$0.pedals.isEmpty })
      #expect(try pressed.run(["--pedal", "off"]).takes.allSatisfy { $0.pedals.isEmpty })
    },
    OptionRow("--dynamics") {
      func velocities(_ written: OptionTrial.Written) -> Int {
        Set(written.notes.map(\.velocity)).count
      }
      let (with, without) = try OptionTrial().effect("--dynamics", "on")
      #expect(velocities(with) > 2 && velocities(without) == 1)
      let loud = try OptionTrial(OptionTrial.score(velocities: [40, 60, 80, 100]))
      let (off, usual) = try loud.effect("--dynamics", "off")
      // As loud as the bars around: in all bars alike on the first beat, on the others and between.
      let places = Dictionary(grouping: off.notes) { note in
        note.onset.value % 1920 == 0 ? 0 : note.onset.value % 480 == 0 ? 1 : 2
      }
      #expect(places.values.allSatisfy { Set($0.map(\.velocity)).count == 1 })
      #expect(usual.bars.contains { Set($0.map(\.velocity)).count > 1 })
    },
    OptionRow("--timing") {
      let piece = TimingTests.improvisation
      let trial = try OptionTrial(piece)
      let (with, without) = (try trial.run(["--timing", "grid"]), try trial.run([]))
      #expect(with.music != without.music)
      #expect(with.takes.allSatisfy { $0.score.tempos == piece.tempos })
      #expect(without.takes.allSatisfy { $0.score.tempos.count > 30 })
      // Of a score the same bars, found in it.
      let found = try OptionTrial().run(["--timing", "performance"])
      #expect(found.takes.allSatisfy { $0.score.tempos.count > 4 })
    },
    OptionRow("--takes") {
      let trial = try OptionTrial()
      for count in [1, 3] {
        let takes = try trial.run(["--takes", "\(count)", "--candidates", "3"]).takes
        #expect(takes.count == count)
      }
      #expect(
        try trial.run(
          ["--bars", "5-6", "--seed", "1", "--model", Recorded.cellsModel.path], bare: true
        ).takes.count == 4)
    },
    OptionRow("--candidates") {
      let trial = try OptionTrial()
      let (with, _) = try trial.effect("--candidates", "6")
      let all = try trial.run(["--takes", "6", "--candidates", "6"]).music
      #expect(with.takes.count == 2 && with.music.allSatisfy(all.contains))
      // Eight where nothing is said.
      let options = [
        "--bars", "5-6", "--seed", "11", "--takes", "2", "--model", Recorded.cellsModel.path,
      ]
      let (usual, eight) = (
        try trial.run(options, bare: true), try trial.run(["--candidates", "8"])
      )
      #expect(usual.music == eight.music)
    },
    OptionRow("--seed") {
      let trial = try OptionTrial()
      let (with, _) = try trial.effect("--seed", "12")
      #expect(try trial.run(["--seed", "12"]).music == with.music)
    },
    OptionRow("--temperature") {
      let trial = try OptionTrial()
      let other = try trial.run(["--temperature", "0", "--seed", "12"] + certain).music
      try trial.rule("--temperature", "0", beside: certain) { $0.music == other }
      let (bold, _) = try trial.effect("--temperature", "2.5", beside: ["--top-p", "1"] + certain)
      #expect(bold.music != other)
    },
    OptionRow("--similarity") {
      let trial = try OptionTrial()
      let more = try trial.effect("--similarity", "1000")
      #expect(quoted(more.with) > max(0.5, quoted(more.without) + 0.2))
      let less = try trial.effect("--similarity", "0")
      #expect(quoted(less.with) <= quoted(less.without))
    },
  ]

/// Options that narrow what is drawn from: at their narrowest the likeliest alone is left.
private let narrowingRows: [OptionRow] = [
  ("--top-p", "0.000001", "0.3"), ("--top-k", "1", "4"), ("--min-p", "1", "0.4"),
].map { option, narrow, wider in
  OptionRow(option) {
    let trial = try OptionTrial()
    let likeliest = try trial.run(["--temperature", "0"] + certain).music
    try trial.rule(option, narrow, beside: certain) { $0.music == likeliest }
    let (some, _) = try trial.effect(option, wider, beside: certain)
    #expect(some.music != likeliest)
  }
}

private let otherRows: [OptionRow] = [
  OptionRow("--repetition") {
    let (with, without) = try OptionTrial().effect(
      "--repetition", "20", beside: ["--similarity", "1000", "--keep-rhythm"])
    let few = with.takes.map(repetitions).reduce(0, +)
    let many = without.takes.map(repetitions).reduce(0, +)
    #expect(many > 4 + 2 * few, "\(few), \(many)")
  },
  OptionRow("--model") {
    let trial = try OptionTrial()
    let other = try trial.folder.write(NoiseModel.bytes, to: "noise.safetensors")
    let (with, _) = try trial.effect("--model", other)
    let named = try trial.run(
      ["--bars", "5-6", "--seed", "11", "--takes", "2", "--candidates", "2"], bare: true,
      environment: ["CONTINUO_MODEL": other])
    #expect(named.music == with.music)
  },
  OptionRow("--reproduce") {
    let trial = try OptionTrial()
    let first = try trial.run(["--out", "a", "--temperature", "1.2"])
    let again = try trial.run(
      ["--reproduce", "a/piece-take-2.mid", "--out", "b", "--model", Recorded.cellsModel.path],
      bare: true)
    #expect(again.files["b/piece-take-2.mid"] == first.files["a/piece-take-2.mid"])
    #expect(again.takes.count == 1)
  },
  OptionRow("--precision") {
    struct Report: Decodable {
      struct Take: Decodable { let logLikelihood: Double }
      let takes: [Take]
    }
    let trial = try OptionTrial()
    let likelihoods = try ["fp32", "bf16", "int8", "int4"].map { precision in
      let output = try trial.run(
        ["--precision", precision, "--json", "--bars", "5-5"] + certain
      ).outcome.output
      return try JSONDecoder().decode(Report.self, from: Data(output.utf8)).takes[0].logLikelihood
    }
    #expect(Set(likelihoods).count == 4, "\(likelihoods)")
  },
  OptionRow("--threads") {
    // They change nothing but the time.
    let trial = try OptionTrial()
    let files = try ["1", "3"].map { threads in
      try trial.run(["--threads", threads, "--out", threads]).files
    }
    #expect(files[0]["1/piece-take-1.mid"] != nil)
    for name in ["piece-take-1.mid", "piece-take-2.mid"] {
      #expect(files[0]["1/\(name)"] == files[1]["3/\(name)"])
    }
  },
  OptionRow("--out") {
    let trial = try OptionTrial()
    let (with, without) = (try trial.run(["--out", "ideas"]), try trial.run([]))
    let names = ["piece-take-1.mid", "piece-take-2.mid", "piece-takes.svg"]
    #expect(Set(with.files.keys) == Set(names.map { "ideas/" + $0 }))
    #expect(Set(without.files.keys) == Set(names.map { "piece-takes/" + $0 }))
    #expect(with.music == without.music)
  },
  OptionRow("--json") {
    struct Report: Decodable {
      struct Note: Decodable { let onset, duration, pitch: Int }
      struct Take: Decodable { let notes: [Note] }
      let takes: [Take]
    }
    let trial = try OptionTrial()
    let (with, without) = (try trial.run(["--json"]), try trial.run([]))
    #expect(with.music == without.music)
    #expect(without.outcome.output.hasPrefix("Bars"))
    let report = try JSONDecoder().decode(Report.self, from: Data(with.outcome.output.utf8))
    let notes = report.takes.map { take in
      Set(take.notes.map { [$0.onset, $0.duration, $0.pitch] })
    }
    #expect(
      notes
        == with.music.map { music in
          Set(music.map { [$0.onset.value, $0.duration.value, Int($0.pitch.number)] })
        })
  },
]
