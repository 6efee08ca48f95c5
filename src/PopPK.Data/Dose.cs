namespace PopPK.Data;

/// <summary>A dose record: the dose itself, those that follow it, and the steady state it may start from.</summary>
/// <param name="Record">Index of the record in <see cref="Subject.Records"/>.</param>
/// <param name="Compartment">Where it goes, from 0.</param>
/// <param name="Input">How it enters.</param>
/// <param name="Amount">AMT; 0 only for a constant input.</param>
/// <param name="Rate">RATE of a given rate or a constant input [amount/time], else 0.</param>
/// <param name="Interval">II [time]: between additional doses, and between those of the steady state.</param>
/// <param name="AdditionalDoses">ADDL.</param>
/// <param name="SteadyState">SS: 0 none, 1 the steady state replaces what is there, 2 it is added.</param>
public readonly record struct Dose(
    int Record, int Compartment, DoseInput Input, double Amount, double Rate, double Interval, int AdditionalDoses, int SteadyState)
{
    /// <summary>Lag and duration of a dose whose times are all in the data; the duration is NaN when the model gives it.</summary>
    public DoseTiming GivenTiming => new(0, Input switch
    {
        DoseInput.GivenRate => Amount / Rate,
        DoseInput.ModelledRate or DoseInput.ModelledDuration => double.NaN,
        _ => 0,
    });
}
