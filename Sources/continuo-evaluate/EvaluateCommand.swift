// Evaluates a model on music that it was not trained on, beside what is simpler.

import ArgumentParser
import Checkpoint
import Completion
import Corpus
import Evaluation
import Foundation
import Tokens

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "What a model expects of held-out music, and what its takes are like beside it.",
    discussion: """
      The same holes are filled by the model, by the bars before them and by a Markov model of the \
      training split. --out becomes a folder with evaluation.json, evaluation.html, evaluation.md, \
      two pictures, and examples.jsonl, from which Benchmarks/transformer_peer.py is measured on \
      the same music; all of them or none.

      Example:
        continuo-evaluate evaluate --data runs/cells --split test --out evaluation
      """)

  @OptionGroup var music: EvaluatedMusic

  @Option(help: "The folder to write; there must be none of this name.")
  var out: String

  @Option(help: "Longest context of the Markov model that is tried.")
  var markovOrder = 8

  @Option(help: "Tokens of whole pieces that are predicted, at most.")
  var tokens = 60_000

  func validate() throws {
    guard 0...16 ~= markovOrder, tokens > 0 else {
      throw ValidationError("--markov-order is 0 to 16, and --tokens more than 0.")
    }
  }

  func run() throws {
    let folder = URL(filePath: out, directoryHint: .isDirectory)
    guard !FileManager.default.fileExists(atPath: folder.path) else {
      throw UserError("\(out) is there already; move it away, or name another folder with --out")
    }
    let opened = try music.open()
    let (cells, tokenizer) = (opened.cells, opened.dataset.tokenizer)
    report("counting \(opened.dataset.train.tokenCount) tokens")
    let all = Markov(
      opened.dataset.train, vocabularySize: cells.vocabulary.count, order: markovOrder)
    let orders = all.bits(opened.dataset.validation, tokenizer).bitsPerNote
    let order = orders.indices.min { orders[$0] < orders[$1] } ?? 0
    let markov = MarkovFiller(all.limited(toOrder: order), cells)
    let filling = HoleEvaluation(
      opened.store, cells, holes: music.holes, takes: music.takes, seed: music.seed)
    let nearness = Nearness(opened.dataset.train, cells) { report("training pieces", $0) }
    let model = ModelFiller(opened.name, opened.model, cells, takes: music.fillings)
    let predicted = opened.examples(holes: 4 * music.holes, seed: music.seed, tokens: tokens)
    var evaluation = EvaluationReport(
      model: opened.name, modelFingerprint: String(opened.model.fingerprint, radix: 16),
      split: music.split.rawValue, seed: music.seed, takesPerHole: music.takes,
      sampling: SamplingOptions().title + (music.fillings == .shown ? ", as they are shown" : ""),
      expectations: expectations(opened, predicted, all.limited(toOrder: order), markov.name),
      comparisons: [])
    evaluation.comparisons += try filling.comparisons(model, nearness) {
      report("takes of the model", $0)
    }
    evaluation.comparisons += try filling.comparisons(markov, nearness) {
      report("takes of the Markov model", $0)
    }
    evaluation.comparisons += try filling.comparisons(Repeater(), nearness)
    let shown = try [
      HoleTask(bars: 4, seesAfter: true), HoleTask(bars: 4, hands: [.left], seesAfter: true),
    ].compactMap { try filling.example($0, model) }
    let page = EvaluationPage(
      evaluation: evaluation, markovOrders: orders, predicted: predicted, examples: shown)
    try page.write(to: folder)
    print(page.markdown)
  }

  private func expectations(
    _ opened: EvaluatedMusic.Opened, _ examples: [(task: String, examples: [Example])],
    _ markov: Markov, _ name: String
  ) -> [Expectation] {
    examples.flatMap { task, examples -> [Expectation] in
      let forecasts = opened.model.forecasts(examples, opened.cells) { report("bits, \(task)", $0) }
      let counted = markov.bits(examples, opened.cells).bits[markov.order]
      return [
        (opened.name, forecasts.reduce(0) { $0 + $1.bits(.usual) }),
        ("\(opened.name), alone", forecasts.reduce(0) { $0 + $1.bits }), (name, counted),
      ].map { Expectation(task: task, model: $0.0, bits: $0.1, examples, opened.cells) }
    }
  }
}
