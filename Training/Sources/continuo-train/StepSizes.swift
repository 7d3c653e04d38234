// The options that say how large a step of training is, where there is no run.

import ArgumentParser
import MidiTok
import RWKVTraining
import Tokens

struct StepSizes: ParsableArguments {
  @OptionGroup var model: ModelSizes

  @Option(help: "Size of the vocabulary.")
  var vocabulary = Tokenizer.cells(Cells()).vocabulary.count

  @Option(help: "Windows that go through the model together.")
  var batch = 4

  @Option(help: "Tokens of a window.")
  var length = 1024

  @Option(help: "Precision of the computation: bf16 or fp32.")
  var precision: Precision = .bf16

  @Flag(help: "Compute blocks again for their gradients.")
  var recompute = false

  mutating func validate() throws {
    guard vocabulary > 1, batch > 0, length > 1 else {
      throw ValidationError("--vocabulary and --length are at least 2, --batch at least 1")
    }
  }

  var configuration: RWKVTraining.Configuration {
    model.configuration(vocabularySize: vocabulary)
  }
}
