using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>How a search of a conditional mode ended.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Prediction">Why predictions failed, where they did.</param>
/// <param name="JointDensity">J at the point reached.</param>
/// <param name="Decrement">Newton decrement there: how much lower J could still be, to second order.</param>
/// <param name="Evaluations">Number of evaluations of J with derivatives.</param>
public readonly record struct EtaModeSearch(
    EtaModeStatus Status,
    PredictionStatus Prediction,
    double JointDensity,
    double Decrement,
    int Evaluations);
