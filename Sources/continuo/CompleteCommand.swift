// `continuo complete`: takes for the bars after the end of a score.

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
      Without --bars and --hand the takes go on where the piece stops. --bars 9-12 replaces these
      bars, knowing what comes before and after; --hand left writes a left hand under the right.
      Each take is written as a MIDI file: your tracks as they were, without what was in the hole,
      and new tracks "Continuo take 1, right hand", and so on. A picture (SVG) shows all takes.

      The same file, model, seed and options give the same takes. Each take's file says in a text
      event how it was made, so that --reproduce can make it again.

      Examples:
        continuo complete sketch.mid
        continuo complete sketch.mid --bars 4 --takes 6 --out ideas
        continuo complete sketch.mid --bars 9-12
        continuo complete sketch.mid --bars 1-8 --hand left
        continuo complete sketch.mid --bars 3,7,9-10 --hand right --seed 7 --temperature 0.8
        continuo complete sketch.mid --bars 9-12 --hand left --takes 6 --key "E minor"
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

  @Option(parsing: .unconditional, help: "How many takes there are.")
  var takes = CompletionOptions().takes

  @Option(
    parsing: .unconditional,
    help: """
      How many takes are drawn, of which the best that differ from each other are shown, the best \
      first. (default: \(Choice.usualCandidates), or as many as are shown)
      """)
  var candidates: Int?

  @Option(help: "Where chance starts; without it, somewhere new each time.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "0 takes what is likeliest, 1 draws as the model expects, more is bolder.")
  var temperature = SamplingOptions().temperature

  @Option(
    parsing: .unconditional,
    help: """
      How readily takes say again what the piece has said, in other keys too: 1 is usual, 0 leaves it \
      to the model, 10 quotes wherever it can.
      """)
  var similarity = SamplingOptions().similarity

  @Option(
    parsing: .unconditional,
    help: "Draw only from the likeliest that together have this probability; 1: from all.")
  var topP = SamplingOptions().topP ?? 1

  @Option(parsing: .unconditional, help: "Draw only from so many of the likeliest.")
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: "Draw only from what has this share of the likeliest one's probability; 0: from all.")
  var minP: Double?

  @Option(
    parsing: .unconditional,
    help: "Make notes that repeat the last bars less likely, by so many nats; try 1 to 4.")
  var repetition: Double?

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
      let record = try record()
      let options = try record?.options ?? options()
      let prompt = try timing.read(file)
      let files = try TakeFiles(prompt: file, folder: out)
      let answer = try answer(prompt, options, record)
      try withoutInterrupts { try files.write(answer) }
      if json {
        print(try answer.json(files))
      } else {
        print(answer.text(files), terminator: "")
      }
    }
  }

  private func options() throws(UserError) -> CompletionOptions {
    var options = CompletionOptions()
    options.takes = takes
    do { try options.check() } catch { throw refused(error) }
    options.takes = candidates ?? max(takes, Choice.usualCandidates)
    let (given, possible) = ("--candidates \(options.takes)", CompletionOptions.possibleTakes)
    guard possible.contains(options.takes), options.takes >= takes else {
      throw UserError(
        nil,
        possible.contains(options.takes)
          ? "\(given) and --takes \(takes) contradict each other" : "\(given) is not possible",
        advice: "Takes are chosen from the candidates: draw \(takes) to \(possible.upperBound)")
    }
    controls.apply(to: &options)
    // Short enough to be typed again.
    options.seed = seed ?? UInt64.random(in: 0..<1_000_000)
    options.sampling.temperature = temperature
    options.sampling.similarity = similarity
    options.sampling.topK = topK
    options.sampling.topP = topP
    options.sampling.minP = minP
    options.sampling.repetition = repetition
    do {
      if case .after(let count) = bars { try Hole.after(bars: count).check() }
      try options.check()
    } catch {
      throw refused(error)
    }
    return options
  }

  /// What is wrong before any file is read: one option, or two that do not agree.
  private func refused(_ error: CompletionError) -> UserError {
    UserError(text: error.description(typed: asTyped), separator: "; ")
  }

  /// "notes per bar" as "--notes-per-bar".
  private func asTyped(_ option: String) -> String {
    "--" + option.split(separator: " ").joined(separator: "-")
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

  /// Of the take that is to be made again.
  private func record() throws(UserError) -> TakeRecord? {
    guard let reproduce else { return nil }
    let usual = CompletionOptions()
    let drawn: [(option: String, isAsked: Bool)] = [
      ("--bars", bars != nil), ("--hand", !hand.isEmpty), ("--takes", takes != usual.takes),
      ("--candidates", candidates != nil), ("--seed", seed != nil),
      ("--temperature", temperature != usual.sampling.temperature),
      ("--similarity", similarity != usual.sampling.similarity),
      ("--top-p", topP != usual.sampling.topP ?? 1), ("--top-k", topK != nil),
      ("--min-p", minP != nil), ("--repetition", repetition != nil),
    ]
    if let other = (drawn + controls.asked).first(where: \.isAsked) {
      throw UserError(
        other.option, "the take that --reproduce names says this itself",
        advice: "Leave out \(other.option), or --reproduce")
    }
    let score = try readScore(reproduce)
    do { return try TakeRecord(lastIn: score) } catch {
      throw UserError(reproduce, text: "\(error)", separator: "; ")
    }
  }

  private func answer(
    _ prompt: Score, _ options: CompletionOptions, _ record: TakeRecord?
  ) throws(UserError) -> CompletionReport {
    let clock = ContinuousClock()
    let start = clock.now
    let url = try ModelFile.find(model)
    let model = try engine.load(url, usual: record?.precision ?? .asStored)
    let cells: Cells
    do { cells = try Cells(of: model) } catch {
      throw UserError(url.path, text: "\(error)", separator: "; ")
    }
    if record == nil {
      warnOfDynamics(hardlyLearnedBy: model, options)
      warnOfLikeTakes(options, shown: takes)
    }
    let asked = clock.now
    let events = try events(prompt, options, record, model, cells, url)
    var answer = CompletionReport(
      promptPath: file, modelPath: url.path, options: options, events: events,
      index: try OriginalityFile.index(ofModel: url), loading: asked - start)
    answer.takes = answer.drawn(events, since: asked)
    if record == nil {
      answer.takes = try Choice.differentTakes(
        takes, among: answer.takes, options, given: answer.given
      ) { bolder throws(UserError) in
        answer.drawn(try self.events(prompt, bolder, nil, model, cells, url), since: asked)
      }
    }
    answer.total = clock.now - asked
    if let record, let take = answer.takes.first {
      do { try record.check(take) } catch {
        throw UserError(reproduce, text: "\(error)", separator: "; ")
      }
    }
    return answer
  }

  private func events(
    _ prompt: Score, _ options: CompletionOptions, _ record: TakeRecord?, _ model: Model,
    _ cells: Cells, _ url: URL
  ) throws(UserError) -> Takes {
    if let record {
      do { return try Completion.reproduce(record, of: prompt, model: model, cells: cells) } catch {
        throw UserError(reproduce, text: "\(error)", separator: "; ")
      }
    }
    let wanted = try hole(in: prompt)
    var options = options
    options.locked = try controls.locked(in: prompt, file: file)
    let takes: Takes
    do {
      takes = try Completion.complete(prompt, wanted, options, model: model, cells: cells)
    } catch {
      throw UserError(
        error.concernsModel ? url.path : file, text: error.description(typed: asTyped),
        separator: "; ")
    }
    if let chords = controls.chords, chords.bars.count > takes.bars.count {
      throw UserError(
        "--chords",
        "there are chords for \(chords.bars.count) bars, and \(takes.bars.count) to fill",
        advice: "Put chords of one bar between two lines: 'Em | Am D7 | G'")
    }
    return takes
  }
}

extension Hand: ExpressibleByArgument {}
