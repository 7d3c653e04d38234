// The options that say what takes are to keep to.

import ArgumentParser
import Completion
import Music

/// What takes are to keep to.
struct ControlOptions: ParsableArguments {
  @Option(
    help: """
      The key of the new notes, such as 'E minor', Em or Bb, or all that they may be, such as \
      C,D,E,G,A: other notes are not played.
      """, transform: KeyNotes.init(argument:))
  var key: KeyNotes?

  @Option(
    help: "The lowest and the highest new note, such as C3-C6.",
    transform: PitchRange.init(argument:))
  var range: PitchRange?

  @Option(
    help: """
      The chords of the bars to fill, such as 'Em | Am D7 | G', bars between lines; without lines \
      each is a bar. Other notes become rare; with fewer bars they begin again.
      """, transform: chords(named:))
  var chords: Progression?

  @Flag(help: "With --chords: play no other notes than theirs.")
  var chordsOnly = false

  @Option(
    parsing: .unconditional,
    help: "About how many new notes begin in a bar, both hands together, such as 8.")
  var density: Double?

  @Option(
    parsing: .unconditional,
    help: """
      How many parts of a beat new notes begin and end on: \
      \(Controls.possibleGrids.dropLast().map(String.init).joined(separator: ", ")) or \
      \(Controls.possibleGrids[Controls.possibleGrids.count - 1]).
      """)
  var grid: Int?

  @Option(parsing: .unconditional, help: "How many new notes may begin in a bar, at most.")
  var notesPerBar: Int?

  @Option(
    parsing: .unconditional,
    help: "At how many places of a bar new notes may begin, at most.")
  var chordsPerBar: Int?

  @Option(parsing: .unconditional, help: "How many new notes may sound at once, at most.")
  var polyphony: Int?

  @Flag(
    help: "Keep each hand to five keys at once, within a ninth, and to leaps it has time for.")
  var playable = false

  @Flag(help: "Keep the rhythm of the notes that are replaced: other notes at the same places.")
  var keepRhythm = false

  @Option(
    help: "Notes of the bars to fill that stay: those on keys such as C5-C7, a melody above.",
    transform: PitchRange.init(argument:))
  var keep: PitchRange?

  @Option(
    help: "Velocities in the takes: on or off. (default: as the piece has them, if the model can)")
  var dynamics: Switch?

  @Option(help: "The pedal in the takes: on, in every bar, or off. (default: as the piece has it)")
  var pedal: Switch?

  func validate() throws {
    if chordsOnly && chords == nil {
      throw ValidationError(
        "--chords-only needs chords: add --chords 'Em | Am D7 | G', or leave it out.")
    }
  }

  /// Adds them to what is asked for.
  func apply(to options: inout CompletionOptions) {
    options.dynamics = dynamics.map { $0 == .on }
    options.pedals = pedal.map { $0 == .on }
    options.controls.pressesPedal = pedal == .on
    options.controls.pitchClasses = key?.pitchClasses
    options.controls.range = range?.pitches
    options.controls.chords = chordsOnly ? chords : nil
    options.sampling.chords = chordsOnly ? nil : chords
    options.sampling.density = density
    options.controls.grid = grid
    options.controls.notesPerBar = notesPerBar
    options.controls.chordsPerBar = chordsPerBar
    options.controls.polyphony = polyphony
    options.controls.isPlayable = playable
    options.controls.keepsRhythm = keepRhythm
  }

  /// The notes that `--keep` names.
  ///
  /// - Throws: Where it names none of the piece.
  func locked(in score: Score, file: String) throws(UserError) -> Set<Note> {
    guard let keys = keep?.pitches else { return [] }
    let notes = score.tracks.flatMap(\.notes).filter { keys.contains($0.pitch) }
    guard !notes.isEmpty else {
      throw UserError(
        file, "no note is on a key that --keep names",
        advice: "Choose a wider range, or leave it out")
    }
    return Set(notes)
  }
}

/// What a take may have or lack.
enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

/// Chords as a user names them.
private func chords(named text: String) throws(ValidationError) -> Progression {
  guard let progression = Progression(named: text) else {
    throw ValidationError(
      "write chords as 'Em | Am D7 | G', each of "
        + Chord.Quality.allCases.map { "C" + $0.rawValue }.joined(separator: ", "))
  }
  return progression
}
