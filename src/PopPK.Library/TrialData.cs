using System.Collections.Immutable;
using PopPK.Pipeline;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK;

/// <summary>
/// The records of a trial as a model reads them: doses, observations and covariates of its subjects. Made by
/// <see cref="PharmacometricModel.ReadData(string)"/>; belongs to that model. Immutable; safe to share between threads.
/// </summary>
public sealed class TrialData
{
    internal TrialData(PharmacometricModel model, ModelSession session) => (Model, Session) = (model, session);

    /// <summary>The model that read them.</summary>
    public PharmacometricModel Model { get; }

    /// <summary>The file, as it was named.</summary>
    public string Name => Session.DataFile!.Name;

    /// <summary>The names of the columns.</summary>
    public ImmutableArray<string> Columns => Cohort.Dataset.Columns;

    /// <summary>The subjects' IDs in the order of the data.</summary>
    public ImmutableArray<string> SubjectIds => [.. Cohort.Subjects.Select(s => s.Id)];

    /// <summary>Number of records.</summary>
    public int RecordCount => Cohort.Dataset.Subjects.Sum(s => s.Records.Length);

    /// <summary>Number of observations that count.</summary>
    public int ObservationCount => Cohort.ObservationCount;

    /// <summary>Warnings and notes about the model with these data, such as parameters they cannot tell apart.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Session.Diagnostics;

    /// <summary>Model and data.</summary>
    internal ModelSession Session { get; }

    /// <summary>The model bound to them.</summary>
    internal Cohort Cohort => Session.Cohort!;
}
