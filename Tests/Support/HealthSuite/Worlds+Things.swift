import Foundation

// MARK: Things

extension World {
  /// Houses and their prices.
  static let houses = World(
    name: "houses", isClassification: false,
    header: [
      "area", "rooms", "built", "district", "garage", "distance", "energy", "price",
    ]
  ) { _, draws in
    let area = 45 + exp(4.2 + 0.4 * draws.normal())
    let district = draws.int(6)
    let distance = abs(9 + 5 * draws.normal())
    let garage = draws.happens(0.4)
    let price =
      40_000 + 2_100 * area + 14_000 * Double(district % 4) - 4_200 * distance
      + (garage ? 12_000 : 0) + 24_000 * draws.normal()
    return [
      area.fixed(1), "\(max(1, Int(area / 27 + 0.7 * draws.normal())))",
      "\(1_950 + draws.int(70))",
      ["Harbour", "Hillside", "Old Town", "Riverside", "Station", "Park"][district],
      garage ? "1" : "0", distance.fixed(2), draws.pick(["A", "B", "C", "D"], [1, 3, 3, 1]),
      (100 * (max(30_000, price) / 100).rounded()).fixed(0),
    ]
  }

  /// Days of a shop, with a season.
  static let orders = World(
    name: "orders", isClassification: false,
    header: ["day", "weekday", "shop", "price", "promotion", "staff", "units"]
  ) { number, draws in
    let month = number * 12 / 365 % 12
    let weekday = number % 7
    let price = 4 + Double(draws.int(12)) * 0.25
    let promotion = draws.happens(0.15)
    let season = 12 * cos(2 * .pi * Double(month) / 12)
    let units =
      60 + season - 5 * price + (promotion ? 18 : 0) + (weekday > 4 ? 9 : 0) + 6 * draws.normal()
    let day = 1 + number % 28
    return [
      "\(2_018 + number / 365)-\(month < 9 ? "0" : "")\(month + 1)-\(day < 10 ? "0" : "")\(day)",
      ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday],
      draws.pick(["S1", "S2", "S3", "S4", "S5"]), price.fixed(2), promotion ? "yes" : "no",
      "\(2 + draws.int(4))", max(0, units).fixed(0),
    ]
  }

  /// Four materials by eight channels of a sensor, which tell them apart.
  static let sensors = World(
    name: "sensors", isClassification: true,
    header: (1...8).map { "channel_\($0)" } + ["material"]
  ) { _, draws in
    let kind = draws.int(4)
    let values = (0..<8).map { channel in
      (channel % 4 == kind ? 2.6 : 0) + 0.2 * Double(channel) + draws.normal()
    }
    return values.map { $0.fixed(3) } + [["oak", "pine", "steel", "glass"][kind]]
  }

  /// Hours of a bicycle rental: counts of few values, and a count to predict.
  static let bikes = World(
    name: "bikes", isClassification: false,
    header: ["hour", "weekday", "weather", "temperature", "humidity", "wind", "rentals"]
  ) { _, draws in
    let hour = draws.int(24)
    let temperature = 14 + 8 * draws.normal()
    let weather = draws.int(3)
    let rush = exp(-pow(Double(hour) - 17, 2) / 8) + 0.7 * exp(-pow(Double(hour) - 8, 2) / 4)
    let mean = max(
      1, 20 + 160 * rush + 4 * temperature - 25 * Double(weather))
    return [
      "\(hour)", "\(draws.int(7))", ["clear", "cloudy", "rain"][weather], temperature.fixed(1),
      "\(min(100, 30 + draws.int(60) + 8 * weather))", abs(9 + 6 * draws.normal()).fixed(1),
      "\(Int(max(0, mean + 1.5 * mean.squareRoot() * draws.normal())))",
    ]
  }

  /// Parcels and how late they come, with heavy tails.
  static let deliveries = World(
    name: "deliveries", isClassification: false,
    header: ["carrier", "zip", "weight", "distance", "stops", "shipped", "express", "hours"]
  ) { _, draws in
    let distance = exp(5 + 0.8 * draws.normal())
    let stops = draws.count(mean: 4)
    let isExpress = draws.happens(0.25)
    let carrier = draws.int(4)
    let hours =
      (6 + 0.05 * distance + 2.5 * Double(stops) + Double(carrier)) * (isExpress ? 0.6 : 1)
      * exp(0.35 * draws.normal())
    return [
      ["Swift Post", "Arrow", "Blue Van", "Two Wheels"][carrier],
      ["01067", "04109", "10115", "20095", "50667", "80331", "70173", "09111"][draws.int(8)],
      exp(0.8 + 0.9 * draws.normal()).fixed(2), distance.fixed(0), "\(stops)",
      draws.day(2023...2023), isExpress ? "yes" : "no", hours.fixed(1),
    ]
  }

  /// Machines that work, wear out or break, by what is measured and by their model.
  static let machines = World(
    name: "machines", isClassification: true,
    header: ["model", "line", "vibration", "temperature", "load", "oil", "runtime", "state"]
  ) { _, draws in
    let state = [0, 0, 0, 1, 1, 2][draws.int(6)]
    return [
      draws.pick(["MX-1", "MX-2", "RT-40", "RT-55"]), draws.pick(["L1", "L2", "L3"]),
      (1.2 + 1.7 * Double(state) + 0.35 * draws.normal()).fixed(2),
      ([61, 64, 83][state] + 4 * draws.normal()).fixed(1),
      (70 + 12 * draws.normal()).fixed(0),
      ([0.82, 0.44, 0.48][state] + 0.07 * draws.normal()).fixed(3),
      "\(100 + draws.int(9_000))", ["works", "worn", "broken"][state],
    ]
  }

  /// Answers to a questionnaire: few values, so that persons agree.
  static let survey = World(
    name: "survey", isClassification: true,
    header: ["age_group", "sex"] + (1...6).map { "q\($0)" } + ["recommends"]
  ) { _, draws in
    let mood = draws.normal()
    let answers = (0..<6).map { _ in
      min(5, max(1, Int((3.6 + 0.9 * mood + 0.6 * draws.normal()).rounded())))
    }
    return [draws.pick(["18-29", "30-44", "45-59", "60+"]), draws.pick(["f", "m"])]
      + answers.map { "\($0)" } + [mood + 0.8 * draws.normal() > 0 ? "yes" : "no"]
  }
}
