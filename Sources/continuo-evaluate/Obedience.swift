// Whether takes do what they were asked to, seen from their notes alone.

import Completion
import Metrics
import Music

/// Something that takes are asked for, and what of a take shows whether it was done.
///
/// Nothing here knows how a control is made to hold: only what its page says of the notes.
struct Obedience: Sendable {
  let name: String
  /// What is counted, such as "notes".
  let unit: String
  let ask: @Sendable (inout CompletionOptions, Score) -> Void
  /// For each of them in a take, whether it is as asked.
  let kept: @Sendable (ObedientMusic) -> [Bool]
  /// Whether it can be asked of takes for a hole.
  var isPossible: @Sendable (HiddenMusic) -> Bool = { _ in true }

  private init(
    _ name: String, _ unit: String,
    ask: @escaping @Sendable (inout CompletionOptions, Score) -> Void,
    kept: @escaping @Sendable (ObedientMusic) -> [Bool]
  ) {
    (self.name, self.unit, self.ask, self.kept) = (name, unit, ask, kept)
  }

  static let all: [Obedience] =
    [key, notes, range, grid, notesPerBar] + [4, 8, 16].map(density) + [
      chordsPerBar, polyphony, onlyChords, chords, playable, rhythm, locked, velocities,
      noVelocities, pedal, noPedal, repetition, similarity(0), similarity(10),
    ]
}

// MARK: - Which notes

extension Obedience {
  private static let eMinor: Set = [4, 6, 7, 9, 11, 0, 1, 2, 3]
  private static let pentatonic: Set = [0, 2, 4, 7, 9]

  private static func pitchClasses(_ name: String, _ classes: Set<Int>) -> Obedience {
    Obedience(
      name, "notes", ask: { options, _ in options.controls.pitchClasses = classes },
      kept: { music in
        music.notes.map { classes.contains(Int($0.pitch.number) % 12) }
      })
  }

  private static let key = pitchClasses("--key 'E minor'", eMinor)
  private static let notes = pitchClasses("--key C,D,E,G,A", pentatonic)

  private static let range = Obedience(
    "--range C3-C5", "notes", ask: { options, _ in options.controls.range = Pitch(48)...Pitch(72) },
    kept: { music in music.notes.map { 48...72 ~= $0.pitch.number } })

  private static let words = "Em | Am D7"
  /// The pitch classes of those chords, in halves of a bar.
  private static let wordsMean: [[Set<Int>]] = [
    [[4, 7, 11], [4, 7, 11]], [[9, 0, 4], [2, 6, 9, 0]],
  ]

  private static func areInChords(_ music: ObedientMusic) -> [Bool] {
    music.notes.map { note in
      guard let place = music.place(of: note.onset) else { return false }
      let halves = wordsMean[place.bar % wordsMean.count]
      return halves[place.share < 0.5 ? 0 : 1].contains(Int(note.pitch.number) % 12)
    }
  }

  private static let chords = Obedience(
    "--chords '\(words)'", "notes",
    ask: { options, _ in options.sampling.chords = Progression(named: words) }, kept: areInChords)

  private static let onlyChords = Obedience(
    "the same, --chords-only", "notes",
    ask: { options, _ in options.controls.chords = Progression(named: words) }, kept: areInChords)

  private static let keys = 72...96

  private static let locked: Obedience = {
    var locked = keeping
    locked.isPossible = { hidden in
      hidden.truth.contains { keys.contains(Int($0.pitch.number)) }
    }
    return locked
  }()

  private static let keeping = Obedience(
    "--keep C5-C7", "notes kept",
    ask: { options, score in
      options.locked = Set(
        score.tracks.flatMap(\.notes).filter { keys.contains(Int($0.pitch.number)) })
    },
    kept: { music in
      let written = Set(music.written.tracks.flatMap(\.notes))
      return music.replaced.filter { keys.contains(Int($0.pitch.number)) }.map(written.contains)
    })

  /// Counts runs of four notes that stand somewhere in what the hand was given, transposed or not.
  private static func similarity(_ odds: Double) -> Obedience {
    Obedience(
      "--similarity \(Int(odds))", "runs quoted",
      ask: { options, _ in options.sampling.similarity = odds },
      kept: { music in Hand.allCases.flatMap { music.runsQuoted($0, length: 4) } })
  }

  private static let repetition = Obedience(
    "--repetition 4", "notes new", ask: { options, _ in options.sampling.repetition = 4 },
    kept: { music in
      music.new.right.indices.map { !music.repeats($0, .right) }
        + music.new.left.indices.map { !music.repeats($0, .left) }
    })
}

// MARK: - How many, and when

extension Obedience {
  private static let grid = Obedience(
    "--grid 2", "notes", ask: { options, _ in options.controls.grid = 2 },
    kept: { music in
      music.notes.map { note in
        music.isOnGrid(note.onset, parts: 2) && music.isOnGrid(note.end, parts: 2)
      }
    })

  private static let notesPerBar = Obedience(
    "--notes-per-bar 6", "bars", ask: { options, _ in options.controls.notesPerBar = 6 },
    kept: { music in music.bars.map { music.notes(in: $0).count <= 6 } })

  /// A bar is as asked when it has three quarters to five quarters of the notes.
  private static func density(_ count: Int) -> Obedience {
    Obedience(
      "--density \(count)", "bars", ask: { options, _ in options.sampling.density = Double(count) },
      kept: { music in music.bars.map { 3 * count...5 * count ~= 4 * music.notes(in: $0).count } })
  }

  private static let chordsPerBar = Obedience(
    "--chords-per-bar 4", "bars", ask: { options, _ in options.controls.chordsPerBar = 4 },
    kept: { music in music.bars.map { Set(music.notes(in: $0).map(\.onset)).count <= 4 } })

  private static let polyphony = Obedience(
    "--polyphony 2", "onsets", ask: { options, _ in options.controls.polyphony = 2 },
    kept: { music in
      Set(music.notes.map(\.onset)).map { tick in
        music.notes.count { $0.onset <= tick && tick < $0.end } <= 2
      }
    })

  private static let playable = Obedience(
    "--playable", "onsets", ask: { options, _ in options.controls.isPlayable = true },
    kept: { music in music.areInReach(.right) + music.areInReach(.left) })

  private static let rhythm = Obedience(
    "--keep-rhythm", "onsets", ask: { options, _ in options.controls.keepsRhythm = true },
    kept: { music in
      let (old, new) = (Set(music.replaced.map(\.onset)), Set(music.notes.map(\.onset)))
      return old.union(new).map { old.contains($0) && new.contains($0) }
    })
}

// MARK: - How

extension Obedience {
  private static let velocities = Obedience(
    "--dynamics on", "takes", ask: { options, _ in options.dynamics = true },
    kept: { music in [Set(music.notes.map(\.velocity)).count > 1] })

  /// Without velocities of their own notes are as loud as the bars around them: of three kinds at
  /// most.
  private static let noVelocities = Obedience(
    "--dynamics off", "takes", ask: { options, _ in options.dynamics = false },
    kept: { music in [Set(music.notes.map(\.velocity)).count <= 3] })

  private static let pedal = Obedience(
    "--pedal on", "takes",
    ask: { options, _ in (options.pedals, options.controls.pressesPedal) = (true, true) },
    kept: { music in [!music.pedals.isEmpty] })

  private static let noPedal = Obedience(
    "--pedal off", "takes", ask: { options, _ in options.pedals = false },
    kept: { music in [music.pedals.isEmpty] })
}
