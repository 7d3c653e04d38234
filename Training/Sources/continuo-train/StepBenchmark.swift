// How fast this machine trains, beside how fast it multiplies matrices.

import ArgumentParser
import Foundation
import RWKVTraining
import Tokens
import Torch

struct StepBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Training tokens and operations per second beside the rate of matrix products.",
    discussion: """
      Steps of training and bf16 matrix products of the same sizes take turns, so that both see the
      same machine. The medians are printed as JSON.

      EXAMPLES
        continuo-train benchmark
        continuo-train benchmark --layers 12 --width 384
        continuo-train benchmark --generation 6 --batch 1 --length 16384 --recompute
      """)

  @Option(help: "Generation of RWKV: 5.2, 6 or 7.")
  var generation = Generation.seven

  @Option(help: "Layers of the model.")
  var layers = 9

  @Option(help: "Width of the model, a multiple of 64.")
  var width = 256

  @Option(help: "Windows in a step.")
  var batch = 4

  @Option(help: "Tokens in a window.")
  var length = 1024

  @Option(help: "Size of the vocabulary.")
  var vocabulary = Tokenizer.cells(Cells()).vocabulary.count

  @Option(help: "Steps that are timed.")
  var steps = 8

  @Option(help: "Precision of the computation: bf16 or fp32.")
  var precision: Precision = .bf16

  @Option(help: "The model's kernels: fused, or plain libtorch operations.")
  var kernels: Model.Kernels = .fused

  @Flag(help: "Compute blocks again for their gradients.")
  var recompute = false

  @Option(help: "Threads; by default all cores.")
  var threads: Int?

  mutating func validate() throws {
    guard layers > 0, batch > 0, length > 1, steps > 0, vocabulary > 1, width > 0, width % 64 == 0
    else { throw ValidationError("sizes are positive, and --width is a multiple of 64") }
  }

  func run() throws {
    if let threads { Backend.threads = threads }
    let configuration = RWKVTraining.Configuration(
      generation, vocabularySize: vocabulary, layerCount: layers, width: width)
    let parameters = Parameters(configuration, seed: 1)
    let model = Model(
      configuration, parameters, precision: precision.elementType, kernels: kernels)
    let windows = (0..<batch).map { row in
      (0...length).map { (i: Int) -> Token in Token((i * i * 7 + row * 13 + 3 * i) % vocabulary) }
    }
    let work = Batch(windows, padding: Token(0))
    let products = MatrixProducts(rows: batch * length, width: width, precision.elementType)
    var (stepSeconds, productRates) = ([Double](), [Double]())
    for number in 0...steps {
      let seconds = time {
        _ = model.addGradients(of: work, recomputing: recompute)
        _ = Tensor.clipGradients(of: parameters.all, to: 1)
        Tensor.clearGradients(of: parameters.all)
      }
      let rate = products.operations / time { products.run() }
      if number > 0 {
        stepSeconds.append(seconds)
        productRates.append(rate)
      }
    }
    report(configuration, median(stepSeconds), median(productRates))
  }

  private func report(
    _ configuration: RWKVTraining.Configuration, _ seconds: Double, _ productRate: Double
  ) {
    let tokens = Double(batch * length) / seconds
    let operations = tokens * configuration.operationsPerToken
    print(
      String(
        format: """
          {"generation": "%@", "layers": %d, "width": %d, "parameters": %d, "batch": %d, \
          "length": %d, \
          "precision": "%@", "kernels": "%@", "threads": %d, "seconds_per_step": %.3f, \
          "tokens_per_second": %.0f, "gflops": %.0f, "matrix_product_gflops": %.0f, \
          "share_of_matrix_products": %.3f, "peak_megabytes": %d}
          """,
        generation.rawValue, layers, width, configuration.parameterCount, batch, length,
        precision.rawValue, kernels.rawValue, Backend.threads, seconds, tokens, operations / 1e9,
        productRate / 1e9,
        operations / productRate, peakMemory / 1_000_000))
  }
}

/// Products of the sizes that channel mixing has.
private struct MatrixProducts {
  let x, weight: Tensor
  let operations: Double

  init(rows: Int, width: Int, _ type: Torch.ElementType) {
    func random(_ shape: [Int]) -> Tensor {
      let tensor = Tensor.zeros(shape)
      tensor.fillUniform(-1...1)
      return tensor.cast(to: type)
    }
    x = random([rows, width])
    weight = random([4 * width, width])
    operations = 20 * 2 * Double(rows) * Double(width) * 4 * Double(width)
  }

  func run() {
    withoutGradients { for _ in 0..<20 { _ = x.linear(weight) } }
  }
}
