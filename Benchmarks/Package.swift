// swift-tools-version: 6.1
// The benchmarks: what they measure and how to run them stands in Documentation/benchmarks.md.
import PackageDescription

// What the processor can do at most is measured with all that it has, on the machine that builds
// it.
#if arch(x86_64)
  let native = ["-march=native"]
#else
  let native = ["-mcpu=native"]
#endif

let package = Package(
  name: "continuo-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "continuo", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .target(name: "CBounds", cSettings: [.unsafeFlags(native)]),
    .executableTarget(
      name: "continuo-benchmarks",
      dependencies: [
        "CBounds",
        .product(name: "Music", package: "continuo"),
        .product(name: "MIDIFile", package: "continuo"),
        .product(name: "Tokens", package: "continuo"),
        .product(name: "MidiTok", package: "continuo"),
        .product(name: "Checkpoint", package: "continuo"),
        .product(name: "RWKV", package: "continuo"),
        .product(name: "Completion", package: "continuo"),
        .product(name: "Random", package: "continuo"),
        .product(name: "Rendering", package: "continuo"),
        .product(name: "Evaluation", package: "continuo"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
