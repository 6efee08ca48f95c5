using PopPK.Data;

namespace PopPK.Simulation.Design;

/// <summary>A record that everybody in an arm has.</summary>
/// <param name="Time">When.</param>
/// <param name="Rank">Its place among records at the same time.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct PlannedRecord(double Time, RecordRank Rank, RecordKind Kind)
{
    /// <summary>Position of the dose rule in the arm; -1: no dose.</summary>
    public int Rule { get; init; } = -1;

    /// <summary>Doses that follow it.</summary>
    public int AdditionalDoses { get; init; }

    /// <summary>SS: 0 none, 1 the steady state replaces what is there, 2 it is added.</summary>
    public int SteadyState { get; init; }

    /// <summary>Position of the endpoint that is observed; -1: none.</summary>
    public int Endpoint { get; init; } = -1;

    /// <summary>True when it is there for a decision only.</summary>
    public bool IsDecision { get; init; }

    /// <summary>True when columns that change at its time have their old values.</summary>
    public bool IsBeforeChanges => Rank <= RecordRank.EarlyObservation;
}
