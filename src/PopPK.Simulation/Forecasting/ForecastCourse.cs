using System.Collections.Immutable;
using PopPK.Data;

namespace PopPK.Simulation.Forecasting;

/// <summary>The records of all subjects under one way to go on, and where predictions are wanted. Immutable.</summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Dataset">The records.</param>
/// <param name="Points">For each subject the places.</param>
/// <param name="AddedDoses">For each subject the indices of the dose records that are not in the data.</param>
internal sealed record ForecastCourse(
    string Name, Dataset Dataset, ImmutableArray<ImmutableArray<CoursePoint>> Points, ImmutableArray<ImmutableHashSet<int>> AddedDoses);
