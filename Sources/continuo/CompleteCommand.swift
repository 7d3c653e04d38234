// `continuo complete`: takes that fill a hole in a piece.

import ArgumentParser
import Completion
import Foundation
import Music
import RWKV
import ScoreFile
import Tokens

struct CompleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Write takes that fill a hole in a piece: after its end, between bars, in one hand.",
    discussion: """
      Without --bars and --hand the takes go on where the piece stops. --bars 9-12 replaces these \
      bars, knowing what comes before and after; --hand left writes a left hand under the right. \
      Each take is written as a MIDI file: your tracks as they were, without what was in the hole, \
      and new tracks "Continuo take 1, right hand", and so on. A picture (SVG) shows all takes.

      The same file, model, seed and options give the same takes. Each take's file says in a text \
      event how it was made, so that --reproduce can make it again.

      Examples:
        continuo complete sketch.mid
        continuo complete sketch.mid --bars 4 --takes 6 --out ideas
        continuo complete sketch.mid --bars 9-12
        continuo complete sketch.mid --bars 1-8 --hand left
        continuo complete sketch.mid --bars 3,7,9-10 --hand right --temperature 0.8
        continuo complete sketch.mid --bars 9-12 --hand left --key "E minor"
        continuo complete sketch.mid --range C3-C6 --notes-per-bar 8 --playable
        continuo complete sketch.mid --key C,D,E,G,A
        continuo complete sketch.mid --bars 9-12 --chords "Em | Am D7 | G | B7"
        continuo complete sketch.mid --bars 9-12 --hand left --density 6
        continuo complete sketch.mid --bars 9-12 --keep-rhythm
        continuo complete sketch.mid --bars 9-12 --keep C5-C7
        continuo complete sketch.mid --temperature 1.3 --top-p 1 --min-p 0.05
        continuo complete improvisation.mid --timing performance
        continuo complete sketch.mid --json > takes.json
        continuo complete sketch.mid --reproduce ideas/sketch-take-3.mid
      """)

  @Argument(
    help: "The piece, a MIDI or MusicXML file.",
    completion: .file(extensions: ScoreFormat.extensions))
  var file: String

  @Option(
    parsing: .unconditional,
    help: """
      How many bars to write after the end, such as 8, or which bars to fill, counted from 1: 9-12, \
      or 9-9 for one, or several: 3-4,9-12. (default: 8; with --hand alone: all)
      """, transform: HoleBars.init(argument:))
  var bars: HoleBars?

  @Option(help: "The hand to write, right or left; without it, both.")
  var hand: [Hand] = []

  @OptionGroup var drawing: DrawingOptions

  @OptionGroup var controls: ControlOptions

  @OptionGroup var timing: TimingOptions

  @Option(
    help: """
      The model, a safetensors file. Without it: the file that the environment variable \
      \(ModelFile.variable) names, or \(ModelFile.name) beside the command or in the folder Models.
      """, completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(
    help: "A take that was written for this piece: make it again, with its seed and settings.",
    completion: .file(extensions: ["mid"]))
  var reproduce: String?

  @OptionGroup var engine: EngineOptions

  @Option(
    help: "The folder for the files, made if need be. (default: <name of the file>-takes, here)",
    completion: .directory)
  var out: String?

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func run() async throws {
    prepareTerminal()
    try reportingFailure {
      var options = CompletionOptions()
      drawing.apply(to: &options)
      controls.apply(to: &options)
      let record = try record(besides: options)
      if let record {
        options = record.options
      } else {
        // Short enough to be typed again.
        options.seed = drawing.seed ?? UInt64.random(in: 0..<1_000_000)
        try check(options)
      }
      let piece = try timing.read(file)
      let files = try TakeFiles(prompt: file, folder: out)
      let report = try report(piece, options, record)
      try withoutInterrupts { try files.write(report) }
      if json {
        print(try report.json(files))
      } else {
        print(report.text(files), terminator: "")
      }
    }
  }

  /// What can be wrong before any file is read: one option, or two that do not agree.
  private func check(_ options: CompletionOptions) throws(UserError) {
    do {
      try options.check()
      if case .after(let count) = bars { try Hole.after(bars: count).check() }
    } catch { throw refused(error) }
  }

  private func refused(_ error: CompletionError, in place: String? = nil) -> UserError {
    UserError(place, error.problem(typed: asTyped), advice: error.advice)
  }

  /// "notes per bar" as "--notes-per-bar".
  private func asTyped(_ option: String) -> String {
    "--" + option.split(separator: " ").joined(separator: "-")
  }

  /// Of the take that is to be made again.
  ///
  /// - Throws: Where an option is there that the take says itself.
  private func record(besides options: CompletionOptions) throws(UserError) -> TakeRecord? {
    guard let reproduce else { return nil }
    let usual = CompletionOptions()
    let asked =
      [
        ("bars", bars != nil), ("hand", !hand.isEmpty), ("takes", options.takes != usual.takes),
        ("candidates", options.candidates != nil), ("seed", drawing.seed != nil),
      ] + TakeOption.all.map { ($0.name, !$0.isSame(options, usual)) }
      + [("keep", controls.keep != nil)]
    if let other = asked.first(where: \.1) {
      let name = asTyped(other.0)
      throw UserError(
        name, "the take that --reproduce names says this itself",
        advice: "Leave out \(name), or --reproduce")
    }
    let score = try readScore(reproduce)
    do { return try TakeRecord(lastIn: score) } catch { throw cannotReproduce(error) }
  }

  private func cannotReproduce(_ error: ReproductionError) -> UserError {
    UserError(reproduce, error.problem, advice: error.advice)
  }

  private func report(
    _ piece: Score, _ options: CompletionOptions, _ record: TakeRecord?
  ) throws(UserError) -> CompletionReport {
    let clock = ContinuousClock()
    let start = clock.now
    let url = try ModelFile.find(model)
    let model = try engine.load(url, usual: record?.precision ?? .asStored)
    let cells: Cells
    do { cells = try Cells(of: model) } catch {
      throw UserError(url.path, error.problem, advice: error.advice)
    }
    let asked = clock.now
    var options = options
    let suggestions: Suggestions
    if let record {
      do {
        suggestions = try Completion.reproduce(record, of: piece, model: model, cells: cells)
      } catch {
        throw cannotReproduce(error)
      }
    } else {
      warnOfDynamics(hardlyLearnedBy: model, options)
      warnOfLikeTakes(options)
      let hole = try hole(in: piece)
      options.locked = try controls.locked(in: piece, file: file)
      do {
        suggestions = try Completion.complete(piece, hole, options, model: model, cells: cells)
      } catch {
        throw refused(error, in: error.concernsModel ? url.path : file)
      }
      try checkChords(barsToFill: suggestions.bars.count)
    }
    var report = CompletionReport(
      promptPath: file, modelPath: url.path, options: options, suggestions: suggestions,
      index: try OriginalityFile.index(ofModel: url), loading: asked - start)
    report.draw(suggestions, since: asked)
    if let record, let take = report.takes.first {
      do { try record.check(take) } catch { throw cannotReproduce(error) }
    }
    return report
  }

  private func hole(in score: Score) throws(UserError) -> Hole {
    let hands = hand.isEmpty ? Set(Hand.allCases) : Set(hand)
    switch bars {
    case let bars?: return try bars.hole(of: hands, in: score, file: file)
    case nil where hand.isEmpty: return .after(bars: HoleBars.usual)
    case nil:
      let count = score.barCount
      guard count <= HoleBars.most else {
        throw UserError(
          file, "the last note is in bar \(count)", advice: "Name the bars to write with --bars")
      }
      return .bars(0..<count, hands: hands)
    }
  }

  private func checkChords(barsToFill bars: Int) throws(UserError) {
    guard let chords = controls.chords, chords.bars.count > bars else { return }
    throw UserError(
      "--chords", "there are chords for \(chords.bars.count) bars, and \(bars) to fill",
      advice: "Put chords of one bar between two lines: 'Em | Am D7 | G'")
  }
}

extension Hand: ExpressibleByArgument {}

// MARK: - What the user should know although nothing is wrong

/// Says so when velocities are asked for that the model has hardly seen.
///
/// A model that has seen none refuses; one whose file does not say how many is believed.
private func warnOfDynamics(hardlyLearnedBy model: Model, _ options: CompletionOptions) {
  let few = 0.1
  guard options.dynamics == true, let share = model.metadata["dynamics_share"].flatMap(Double.init),
    share < few
  else { return }
  printError(
    "warning: of 100 pieces that the model learned from, \(decimal(100 * share, 1)) have dynamics, "
      + "so the velocities will mean little.\nLeave out --dynamics on: the takes are then as loud as "
      + "the bars around them; or choose another model with --model.")
}

/// Says so when all takes will be one.
private func warnOfLikeTakes(_ options: CompletionOptions) {
  guard options.sampling.isCertain, options.takes > 1 else { return }
  printError(
    "warning: where the likeliest is always taken, all takes are alike.\n"
      + "Add --takes 1, or raise --temperature.")
}
