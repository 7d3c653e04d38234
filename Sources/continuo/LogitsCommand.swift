// `continuo logits`: what a model expects after some tokens.

import ArgumentParser
import RWKV

struct LogitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logits",
    abstract: "Print what a model expects after some tokens, to compare it with other programs.",
    discussion: """
      Prints a JSON array of the logits after the last token, by the tokens' ids; with --all an \
      array of such arrays, one for each token.

      Examples:
        continuo logits --ids 1,4,260
        continuo logits --model mine.safetensors --ids 1,4,260 --all
      """)

  @Option(
    help: "The model, a safetensors file; without it, the one that 'complete' takes.",
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(help: "The tokens' ids, with commas between them.")
  var ids: String

  @Flag(help: "Print the logits after every token.")
  var all = false

  func run() async throws {
    try reportingFailure {
      let model = try loadModel(ModelFile.find(model))
      let size = model.configuration.vocabularySize
      let ids = try parsedIDs(below: size)
      var state = model.makeState()
      if all {
        let logits = model.prefillAllLogits(ids, state: &state)
        let rows = ids.indices.map { array(logits[($0 * size)..<(($0 + 1) * size)]) }
        print("[" + rows.joined(separator: ",\n") + "]")
      } else {
        print(array(model.prefill(ids, state: &state)[...]))
      }
    }
  }

  private func parsedIDs(below size: Int) throws(UserError) -> [Int] {
    var result: [Int] = []
    for part in ids.split(separator: ",", omittingEmptySubsequences: false) {
      let text = part.filter { !$0.isWhitespace }
      guard let id = Int(text), 0..<size ~= id else {
        throw UserError(
          "--ids", "'\(part)' is not a token of this model",
          advice: "Give whole numbers from 0 to \(size - 1), with commas between them")
      }
      result.append(id)
    }
    return result
  }

  /// What is not a number is null in JSON.
  private func array(_ values: ArraySlice<Float>) -> String {
    "[" + values.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",") + "]"
  }
}
