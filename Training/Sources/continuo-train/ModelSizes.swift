// The options that say how large a model is.

import ArgumentParser
import RWKVTraining

struct ModelSizes: ParsableArguments {
  @Option(help: "Generation of RWKV: 5.2, 6 or 7.")
  var generation = Generation.seven

  @Option(help: "Layers of the model.")
  var layers = 9

  @Option(help: "Width of the model, a multiple of the channels of a head.")
  var width = 256

  @Option(help: "Channels of a head, a multiple of 16.")
  var headSize = 64

  mutating func validate() throws {
    guard layers > 0 else { throw ValidationError("--layers is at least 1, not \(layers)") }
    guard 16...256 ~= headSize, headSize % 16 == 0 else {
      throw ValidationError("--head-size is a multiple of 16 up to 256, not \(headSize)")
    }
    guard width > 0, width % headSize == 0 else {
      throw ValidationError("--width is a multiple of \(headSize), not \(width)")
    }
  }

  func configuration(
    vocabularySize: Int, columnSizes: [Int] = []
  ) -> RWKVTraining.Configuration {
    RWKVTraining.Configuration(
      generation, vocabularySize: vocabularySize, layerCount: layers, width: width,
      headSize: headSize, columnSizes: columnSizes)
  }
}

extension Generation: ExpressibleByArgument {}
