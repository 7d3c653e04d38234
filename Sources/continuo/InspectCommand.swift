// `continuo inspect`: what is in a piece, a MIDI or MusicXML file.

import ArgumentParser
import MidiTok
import Music
import ScoreFile
import Tokens

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a piece: bars, metre, tracks, notes, tokens.",
    discussion: """
      Examples:
        continuo inspect sketch.mid
        continuo inspect sketch.mid --tokens
        continuo inspect sketch.mid --ids --tokenizer tokenizer.json
        continuo inspect sketch.mid --plot sketch.svg --bars 1-16
      """)

  @Argument(
    help: "The piece, a MIDI or MusicXML file.",
    completion: .file(extensions: ScoreFormat.extensions))
  var file: String

  @Flag(help: "Print the ids of the tokens as one JSON array, and nothing else.")
  var ids = false

  @Flag(help: "Print the names of the tokens, a bar on a line, and nothing else.")
  var tokens = false

  @Option(
    help: "A tokenizer.json of MidiTok's; without it, the cells of Continuo's models.",
    completion: .file(extensions: ["json"]))
  var tokenizer: String?

  @Option(
    help: "Write a picture to this file: piano roll, bars, hands, chords and pedal, as SVG.",
    completion: .file(extensions: ["svg"]))
  var plot: String?

  @Option(
    help: "Which bars the picture shows, such as 9-12; all without it.",
    transform: BarRange.init(argument:))
  var bars: BarRange?

  @OptionGroup var timing: TimingOptions

  /// More than any piece has; each costs a token at least.
  private static let mostBars = 1_000_000

  func run() async throws {
    try reportingFailure {
      guard bars == nil || plot != nil else {
        throw UserError("--bars", "is for a picture", advice: "Add --plot NAME.svg")
      }
      let score = try timing.read(file)
      let tokenizer = try readTokenizer(tokenizer)
      let bars = score.barCount
      guard bars <= InspectCommand.mostBars else {
        throw UserError(
          file, "the last note is in bar \(bars)", advice: "Remove the notes that are too far away")
      }
      if let plot {
        try PlotFile(score: score, prompt: file, bars: self.bars).write(to: plot)
        return
      }
      let encoded = tokenizer.encode(score)
      if ids {
        print("[" + encoded.map { "\($0.id)" }.joined(separator: ",") + "]")
      } else if tokens {
        print(names(encoded, tokenizer))
      } else {
        print(ScoreTable(score, bars: bars, tokens: encoded.count).text)
      }
    }
  }

  private func names(_ tokens: [Token], _ tokenizer: Tokenizer) -> String {
    var text = ""
    for (index, token) in tokens.enumerated() {
      if index > 0 { text += tokenizer.isBar(token) ? "\n" : " " }
      text += tokenizer.vocabulary[Int(token.id)]
    }
    return text
  }
}
