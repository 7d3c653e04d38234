// The options that say which model is evaluated on which music.

import ArgumentParser
import Completion
import Corpus
import Evaluation
import Foundation
import RWKV
import Tokens

/// Which model is evaluated on which music.
struct EvaluatedMusic: ParsableArguments {
  @OptionGroup var one: OneModel

  @Option(help: "The folder that 'continuo prepare' made, in cells.")
  var data: String

  @Option(help: "The split: validation or test.")
  var split: Part = .validation

  @Option(help: "How many holes of each kind are filled.")
  var holes = 12

  @Option(help: "How many takes each hole is filled with.")
  var takes = 8

  @Option(
    name: .customLong("of"),
    help: """
      Which takes are looked at: 'drawn', as the model writes them, or 'shown', as 'continuo \
      complete' chooses them.
      """)
  var fillings = ModelFiller.Takes.drawn

  @Option(help: "Another seed has other holes and other takes.")
  var seed: UInt64 = 1

  enum Part: String, ExpressibleByArgument, CaseIterable { case validation, test }

  func validate() throws {
    guard holes > 0, CompletionOptions.possibleTakes.contains(takes) else {
      throw ValidationError("There must be holes and takes.")
    }
  }

  /// What is named, opened and found to belong together.
  func open() throws -> Opened {
    let url = try one.url()
    let dataset = try Dataset(contentsOf: URL(filePath: data, directoryHint: .isDirectory))
    let model = try one.load()
    let cells = try Cells(of: model)
    guard dataset.tokenizer.vocabulary == cells.vocabulary else {
      throw UserError(
        "\(data): its tokens are not those of \(url.lastPathComponent); prepare it again, or name "
          + "the dataset that the model was trained on")
    }
    let store = split == .test ? dataset.test : dataset.validation
    guard store.pieceCount > 0 else {
      throw UserError("\(data): the \(split.rawValue) split is empty; choose the other one")
    }
    return Opened(
      name: url.deletingPathExtension().lastPathComponent, model: model, cells: cells,
      dataset: dataset, store: store)
  }

  struct Opened {
    let name: String
    let model: Model
    let cells: Cells
    let dataset: Dataset
    let store: TokenStore

    /// What is predicted: whole pieces, so many tokens at most, and holes of each kind.
    func examples(
      holes: Int, seed: UInt64, tokens: Int
    ) -> [(task: String, examples: [Example])] {
      let windows = store.evaluationWindows(length: 1024, dataset.tokenizer).map {
        Example(tokens: $0)
      }
      let every = max(1, (store.tokenCount + tokens - 1) / tokens)
      let whole = stride(from: 0, to: windows.count, by: every).map { windows[$0] }
      return [("whole pieces", whole)]
        + HoleTask.all.map { task in
          let places = task.places(store, cells, count: holes, seed: seed)
          return (task.name, places.map { $0.example(cells) })
        }
    }
  }
}

extension ModelFiller.Takes: ExpressibleByArgument {}

extension SamplingOptions {
  var title: String {
    var parts = ["temperature \(temperature)"]
    if similarity != 1 { parts.append("similarity \(similarity)") }
    if let topP { parts.append("top-p \(topP)") }
    if let topK { parts.append("top-k \(topK)") }
    if let minP { parts.append("min-p \(minP)") }
    return parts.joined(separator: ", ")
  }
}
