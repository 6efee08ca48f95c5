namespace PopPK.Simulation.Design;

/// <summary>Who a subject of a simulated trial is: the same person may take part in several arms.</summary>
/// <param name="Person">The person's number, from 0.</param>
/// <param name="Arm">Position of the arm, from 0.</param>
public readonly record struct DesignedPerson(int Person, int Arm);
