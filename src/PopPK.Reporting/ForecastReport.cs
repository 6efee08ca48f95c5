using System.Collections.Immutable;

namespace PopPK.Reporting;

/// <summary>What a forecast was made from and what came of it: the content of <c>forecast.json</c>. Immutable.</summary>
public sealed record ForecastReport
{
    /// <summary>What it was made from.</summary>
    public required ResultSource Source { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Size of the sample of each subject.</summary>
    public required int Samples { get; init; }

    /// <summary>True when intervals are those of observations.</summary>
    public required bool HasResiduals { get; init; }

    /// <summary>When it was decided how to go on; null: at each subject's last record.</summary>
    public double? From { get; init; }

    /// <summary>How far the forecast was to reach, or null.</summary>
    public double? Until { get; init; }

    /// <summary>When predictions were wanted, as written, or null.</summary>
    public string? Times { get; init; }

    /// <summary>Names of the courses.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>The targets, as text.</summary>
    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>Number of subjects that were forecast.</summary>
    public int Subjects { get; init; }

    /// <summary>Number of rows of <c>forecast.csv</c>.</summary>
    public long Rows { get; init; }

    /// <summary>The subjects without a mode or sample, and why.</summary>
    public ImmutableList<(string Id, string Reason)> Failures { get; init; } = [];

    /// <summary>The subjects whose mode is not exact, and why.</summary>
    public ImmutableList<(string Id, string Reason)> Inexact { get; init; } = [];

    /// <summary>The subjects whose weighted proposals are worth few draws.</summary>
    public ImmutableList<(string Id, double Effective)> PoorlySampled { get; init; } = [];

    /// <summary>Number of draws, over all subjects and courses, that could not be predicted.</summary>
    public long FailedDraws { get; init; }

    /// <summary>Subject, candidate and target, where no dose attains it; with the measure that comes nearest and its factor on the doses.</summary>
    public ImmutableList<(string Id, string Candidate, string Target, double Value, double Factor)> Unattained { get; init; } = [];

    /// <summary>False when it was interrupted.</summary>
    public bool IsComplete { get; init; } = true;
}
