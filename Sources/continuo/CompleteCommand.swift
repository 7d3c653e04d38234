// `continuo complete`: takes for the bars after the end of a score.

import ArgumentParser
import Completion
import Foundation
import Music
import RWKV
import Tokens

struct CompleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Write takes that go on where a piece stops.",
    discussion: """
      The takes begin at the first bar line after the last note, have the metre of the piece and
      exactly the bars asked for. Each is written as a MIDI file: your tracks as they were, and a
      new track "Continuo take 1", and so on. A picture (SVG) shows your last bars and all takes.

      The same file, model, seed and options give the same takes.

      Examples:
        continuo complete sketch.mid
        continuo complete sketch.mid --bars 4 --takes 6 --out ideas
        continuo complete sketch.mid --seed 7 --temperature 0.8
        continuo complete sketch.mid --temperature 1.3 --top-p 1 --min-p 0.05
        continuo complete sketch.mid --repetition 2
        continuo complete sketch.mid --json > takes.json
      """)

  @Argument(help: "The piece, a MIDI file.", completion: .file(extensions: ["mid", "midi"]))
  var file: String

  @Option(parsing: .unconditional, help: "How many bars each take has.")
  var bars = CompletionOptions().bars

  @Option(parsing: .unconditional, help: "How many takes there are.")
  var takes = CompletionOptions().takes

  @Option(help: "Where chance starts; without it, somewhere new each time.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "0 takes what is likeliest, 1 draws as the model expects, more is bolder.")
  var temperature = SamplingOptions().temperature

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

  @Option(
    help: """
      The model, a safetensors file. Without it: the file that the environment variable \
      \(ModelFile.variable) names, or \(ModelFile.name) beside the command or in the folder Models.
      """, completion: .file(extensions: ["safetensors"]))
  var model: String?

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
      let options = try options()
      let prompt = try readScore(file)
      let files = try TakeFiles(prompt: file, folder: out)
      let answer = try answer(prompt, options)
      try withoutInterrupts { try files.write(answer) }
      if json {
        print(try answer.json(files))
      } else {
        print(answer.text(files), terminator: "")
      }
    }
  }

  private func options() throws(Failure) -> CompletionOptions {
    var options = CompletionOptions()
    options.bars = bars
    options.takes = takes
    // Short enough to be typed again.
    options.seed = seed ?? UInt64.random(in: 0..<1_000_000)
    options.sampling.temperature = temperature
    options.sampling.topK = topK
    options.sampling.topP = topP
    options.sampling.minP = minP
    options.sampling.repetition = repetition
    do { try options.check() } catch {
      throw Failure(text: "--\(error)", separator: "; ")
    }
    return options
  }

  private func answer(_ prompt: Score, _ options: CompletionOptions) throws(Failure) -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let url = try ModelFile.find(model)
    let model = try engine.load(url)
    let tokenizer: REMI
    do { tokenizer = try REMI(of: model) } catch {
      throw Failure(url.path, text: "\(error)", separator: "; ")
    }
    let asked = clock.now
    let events: Takes
    do {
      events = try Completion.complete(prompt, options, model: model, tokenizer: tokenizer)
    } catch {
      throw Failure(
        error.concernsModel ? url.path : file, text: "\(error)", separator: "; ")
    }
    var answer = Answer(
      promptPath: file, modelPath: url.path, prompt: prompt, options: options,
      promptTokens: events.promptTokenCount, bars: events.bars, loading: asked - start)
    var progress = ProgressLine(bars: options.bars * options.takes)
    for event in events {
      switch event {
      case .note: answer.firstNote = answer.firstNote ?? clock.now - asked
      case .bars: progress.advance()
      case .take(let take): answer.takes.append(take)
      }
    }
    progress.finish()
    answer.takes.sort { $0.number < $1.number }
    answer.total = clock.now - asked
    return answer
  }
}
