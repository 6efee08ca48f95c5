namespace PopPK;

/// <summary>How far a fit is. Reported on the threads that compute; <see cref="Progress{T}"/> takes it where it was made.</summary>
/// <param name="Stage">What is being done: a method, the covariance step.</param>
/// <param name="Iteration">Number of the last iteration, 0 for the initial estimates; null outside of a search.</param>
/// <param name="Ofv">Objective function value there; NaN outside of a search.</param>
/// <param name="Share">How much of the stage is done, 0 to 1; null in a search, whose length nobody knows.</param>
public sealed record FitProgress(string Stage, int? Iteration, double Ofv, double? Share);
